/** Where everything stands in the graph. Layers follow each other along the flow; a layer's filters spread across it. */

const BIG = 18;
const SMALL = 8.5;
const PITCH = { x: 42, y: 50 };
const BAND = 20;
const TICK = 10;
const CROWDED = 120;
export const LARGEST = 2.6;

const WRAPS = [4, 6, 8, 12, 16, 24, 32, 48];

/** The layout of the graph that fills a viewport best, over both flows (unless one is asked for) and all wraps. */
export function bestLayout(model, options, viewport) {
  const flows = options.flow === "auto" ? ["right", "down"] : [options.flow];
  let best = null;
  for (const flow of flows) {
    for (const wrap of WRAPS) {
      const layout = layOut(model, { ...options, flow, wrap });
      layout.fit = Math.min(viewport.width / layout.width, viewport.height / layout.height, LARGEST);
      if (!best || layout.fit > best.fit * 1.02) best = layout;
    }
  }
  return best;
}

/**
 * Places input, filters and logits. `shown(filter)` says which filters are drawn, `closed` names collapsed layers.
 * Returns nodes by name as {x, y, r}, rows with their labels and bands, and the size of it all.
 */
function layOut(model, { shown, closed, flow, wrap, maps = 0 }) {
  const down = flow === "down";
  const [line, cell] = down ? [PITCH.y, PITCH.x] : [PITCH.x, PITCH.y];
  const gap = Math.min(Math.max(500 / model.rows.length, 16), 60);
  const at = (along, across) => (down ? { x: across, y: along } : { x: along, y: across });
  const nodes = new Map();
  const rows = [];
  const crowded = model.filters.filter(shown).length > CROWDED;
  const [widest, widestBeside] = [false, true].map((beside) =>
    Math.max(
      1,
      ...model.layers
        .filter((layer) => (layer.kind !== "convolution") === beside)
        .map((layer) => layer.filters.filter(shown).length),
    ),
  );
  const main = (Math.min(widest, wrap) * cell) / 2;
  let along = 0;
  nodes.set("input", { ...at(along, 0), r: 26 });
  along += 26 + gap;

  for (const row of model.rows) {
    const parts = row.layers.map((name) => ({ layer: model.layer.get(name), beside: row.shortcuts.includes(name) }));
    for (const part of parts) part.filters = part.layer.filters.filter(shown);
    const visible = parts.some((part) => part.filters.length);
    const shut = visible && row.layers.some((name) => closed.includes(name));
    const start = along;
    if (!visible || shut) {
      along += row.bypassed ? TICK : shut ? line : BAND;
      for (const part of parts)
        for (const filter of part.filters) nodes.set(filter.name, { ...at((start + along) / 2, 0), r: 0 });
    } else {
      const ends = parts.map((part) => place(part, start + line / 2));
      along = Math.max(...ends);
    }
    const folded = shut ? parts.flatMap((part) => part.filters) : [];
    const kind = row.bypassed ? "bypassed" : !visible ? "empty" : shut ? "closed" : "open";
    rows.push({ row, kind, start, end: along, folded, ...naming(row, kind, parts) });
    along += kind === "open" ? gap : Math.min(gap, 12);
  }

  /** Places one layer's filters: first full-sized ones in lines, then the rest of a crowded layer in clusters of four. */
  function place(part, from) {
    const width = part.beside ? Math.max(2, Math.round(wrap / 3)) : wrap;
    const centre = part.beside ? main + 24 + (Math.min(width, widestBeside) * cell) / 2 : 0;
    const full = crowded ? fullSized(part.filters, width) : new Set(part.filters);
    const put = (filters, size, perLine, r, start) => {
      filters.forEach((filter, i) => {
        const inLine = Math.min(perLine, filters.length - Math.floor(i / perLine) * perLine);
        const across = centre + ((i % perLine) - (inLine - 1) / 2) * cell * size;
        nodes.set(filter.name, {
          ...at(start + Math.floor(i / perLine) * line * size, across),
          r: radius(filter, r),
          small: size < 1,
        });
      });
      return start + Math.ceil(filters.length / perLine) * line * size;
    };
    const radius = (filter, r) => (filter.size === null ? r : r * (0.55 + 0.5 * filter.size));
    const end = put(
      part.filters.filter((filter) => full.has(filter)),
      1,
      width,
      BIG,
      from,
    );
    return (
      put(
        part.filters.filter((filter) => !full.has(filter)),
        0.46,
        Math.floor(width / 0.46),
        SMALL,
        end - line * 0.27,
      ) -
      line * (full.size < part.filters.length ? 0.2 : 0.5)
    );
  }

  const logits = model.classes.filter((name) => model.nodes.has("logit:" + name));
  logits.forEach((name, i) =>
    nodes.set("logit:" + name, { ...at(along + 16, (i - (logits.length - 1) / 2) * (down ? 130 : 44)), r: 16 }),
  );
  return finish(
    { nodes, rows, down, maps: down ? 0 : maps },
    34 + 13 * Math.min(18, Math.max(...logits.map((name) => name.length), 0)),
  );
}

/** A row's name, how much of its main layer is kept, and the whole story for a title. */
function naming(row, kind, parts) {
  const [first] = parts;
  const name = row.layers.length > row.shortcuts.length + 1 && first.layer.group ? first.layer.group : first.layer.name;
  const kept = (part) => part.layer.filters.length;
  const hidden = (part) => kept(part) - part.filters.length;
  const note = {
    bypassed: "bypassed",
    empty: parts.some(kept) ? `${kept(first)} hidden` : "none kept",
    closed: `${kept(first)} of ${first.layer.units}`,
    open: `${kept(first)} of ${first.layer.units}`,
  }[kind];
  return {
    name,
    note,
    title: parts
      .map(
        (part) =>
          `${part.layer.name}: ${part.layer.bypassed ? "bypassed" : `${kept(part)} of ${part.layer.units} kept${hidden(part) ? `, ${hidden(part)} hidden by the score slider` : ""}`}`,
      )
      .join(", "),
  };
}

/** The filters of a crowded layer that keep their full size: the first by rank. */
function fullSized(filters, width) {
  return new Set([...filters].sort((a, b) => a.rank - b.rank).slice(0, Math.max(4, width)));
}

/** Moves everything to positive coordinates, with room for labels. */
function finish(layout, nameRoom) {
  const { nodes, down } = layout;
  const all = [...nodes.values()];
  const [left, top] = ["x", "y"].map((axis) => Math.min(...all.map((node) => node[axis] - node.r)));
  const [right, bottom] = ["x", "y"].map((axis) => Math.max(...all.map((node) => node[axis] + node.r)));
  const [moveX, moveY] = down ? [110 - left, 20 - top] : [30 - left, 70 - top];
  for (const node of all) {
    node.x += moveX;
    node.y += moveY;
  }
  const moveAlong = down ? moveY : moveX;
  for (const row of layout.rows) {
    row.start += moveAlong;
    row.end += moveAlong;
  }
  const middles = layout.rows.filter((row) => row.kind === "open").map((row) => (row.start + row.end) / 2);
  const pitch = Math.min(...middles.slice(1).map((middle, i) => middle - middles[i]), 200);
  return {
    ...layout,
    label: down ? 1.7 : Math.max(1, Math.min(1.7, pitch / 50)),
    width: right + moveX + (down ? nameRoom / 2 : nameRoom),
    floor: bottom + moveY + (down ? 40 : 30),
    height: bottom + moveY + (down ? 40 : 30) + layout.maps,
  };
}

/** The curve of an edge as path data, leaving and entering along the flow. */
export function curve(layout, from, to) {
  const [a, b] = [layout.nodes.get(from), layout.nodes.get(to)];
  const along = layout.down ? "y" : "x";
  const [start, end] = [a[along] + a.r, b[along] - b.r];
  const bend = Math.max(Math.abs(end - start) / 2, 12);
  const points = layout.down
    ? [a.x, start, a.x, start + bend, b.x, end - bend, b.x, end]
    : [start, a.y, start + bend, a.y, end - bend, b.y, end, b.y];
  const [x, y, ...rest] = points.map((value) => Math.round(value * 10) / 10);
  return `M${x} ${y}C${rest.join(" ")}`;
}
