/**
 * Where everything stands in the graph. Layers follow each other along the flow, a layer's filters spread across it in
 * lines. Discs have 48 to 96 pixels; where not all have room, those that matter least wait behind a number.
 */

/** Diameters of the filter that matters least and of the one that matters most, in a tight graph and in a roomy one. */
const DISCS = [
  [48, 64],
  [72, 96],
];
/** How large a shortcut's channel is beside a filter. */
const CHANNEL = 0.7;
const INPUT = 30;
const BAND = 20;
const TICK = 12;
const NAME = 15;
const BESIDE = 16;
const GAPS = [18, 110];
/** A graph may be so many frames or pixels long before filters are folded away. */
const FRAMES = 2.2;
const LENGTH = 2000;
const HEAD = 58;
const FOOT = 26;
const LEFT = 112;

/**
 * The layout for a frame. `shown(filter)` says which filters there are, `closed` names layers that are folded, `opened`
 * those that show all their filters, `whole` leaves none out whatever the frame.
 */
export function bestLayout(model, options, frame) {
  const down = options.flow === "down";
  const [length, across] = down
    ? [frame.height, frame.width - LEFT - 16]
    : [frame.width, frame.height - HEAD - FOOT - (options.maps ?? 0)];
  const rows = model.rows.map((row) => readRow(model, row, options));
  const lay = (swell, gap, room = across, lines = Infinity) =>
    layOut(model, { ...options, down, rows, rooms: roomsFor(rows, room), swell, gap, lines });
  if (options.whole) return forPaper((room) => lay(0, GAPS[0] * 1.5, room), frame);
  const rooms = roomsFor(rows, across);
  const ends = roomBehind(model, options) + 2 * INPUT + GAPS[0] + 46;
  const fits = (lines, swell, room) => ends + longOf(rows, lines, rooms, swell, down) <= room;
  const lines = allotted(rows, (some) => fits(some, 0, Math.max(length * FRAMES, LENGTH)), rooms, down);
  const swell = fits(lines, 0, length) ? largest(0, 1, (some) => fits(lines, some, length)) : 0;
  const open = rows.filter(({ kind }) => kind === "open").length + 1;
  const spare = Math.max(length - ends - longOf(rows, lines, rooms, swell, down), 0);
  return lay(swell, Math.min(GAPS[0] + spare / open, GAPS[1]), across, lines);
}

/** How many lines each layer gets: one, and more where the strongest of what is left out is, as long as they fit. */
function allotted(rows, fits, rooms, down) {
  const lines = new Map();
  const parts = rows
    .filter(({ kind }) => kind === "open")
    .flatMap(({ parts: own }) => own.filter(({ filters }) => filters.length));
  for (const part of parts) lines.set(part, 1);
  const left = new Set(parts);
  const strongest = new Map(parts.map((part) => [part, bestOut(part, 1, rooms, down)]));
  while (left.size) {
    const [part] = [...left].sort((a, b) => strongest.get(a) - strongest.get(b));
    if (strongest.get(part) === Infinity) break;
    const more = lines.get(part) + 1;
    lines.set(part, more);
    if (fits(lines)) strongest.set(part, bestOut(part, more, rooms, down));
    else {
      lines.set(part, more - 1);
      left.delete(part);
    }
  }
  return lines;
}

/** The place in the order of the first filter that so many lines leave out. */
function bestOut(part, lines, rooms, down) {
  const { hidden } = filled(part, lines, rooms, 0, down);
  return Math.min(...hidden.map((filter) => part.order.get(filter)));
}

/** How long the rows are along the flow, with the least gaps. */
function longOf(rows, lines, rooms, swell, down) {
  return rows.reduce((sum, { kind, parts }) => {
    if (kind !== "open") return sum + (kind === "bypassed" ? TICK : kind === "closed" ? DISCS[0][0] : BAND) + 10;
    const breadths = parts.map((part) =>
      filled(part, lines.get(part) ?? 1, rooms, swell, down).lines.reduce((all, { breadth }) => all + breadth, 0),
    );
    return sum + Math.max(...breadths) + GAPS[0];
  }, 0);
}

/** The largest value between two ends for which something holds; it holds at the low end. */
function largest(low, high, holds) {
  if (holds(high)) return high;
  for (let i = 0; i < 6; i++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** The layout that a page takes best. */
function forPaper(lay, frame) {
  const all = [400, 560, 800, 1100, 1500, 2200, 3200].map(lay);
  const fit = ({ width, height }) => Math.min(frame.width / width, frame.height / height);
  all.forEach((layout) => (layout.fit = fit(layout)));
  return all.reduce((best, other) => (other.fit > best.fit ? other : best));
}

/** A filter's diameter. */
function diameter(filter, swell) {
  const [least, most] = DISCS.map(([tight, roomy]) => tight + (roomy - tight) * swell);
  return (least + (most - least) * (filter.size ?? 0.25)) * (filter.kind === "convolution" ? 1 : CHANNEL);
}

/**
 * Places input, filters and logits: nodes by name as {x, y, r}, rows with their labels and bands, the numbers of what
 * is folded away, and the size of it all.
 */
function layOut(model, { rows: read, rooms, lines, down, swell, gap, maps = 0, beside = 0, opened = [] }) {
  const at = (along, side) => (down ? { x: side, y: along } : { x: along, y: side });
  const rows = read.map((row) => ({
    ...row,
    parts: row.parts.map((part) => {
      const folded = filled(part, lines === Infinity ? lines : (lines.get(part) ?? 1), rooms, swell, down);
      const all = folded.hidden.length && opened.includes(part.layer.name);
      const more = folded.hidden.length;
      return { ...part, more, ...(all ? filled(part, Infinity, rooms, swell, down, more) : folded) };
    }),
  }));
  const extent = (beside) =>
    Math.max(
      0,
      ...rows
        .filter(({ kind }) => kind === "open")
        .flatMap(({ parts }) => parts.filter((part) => part.beside === beside).flatMap(({ lines }) => lines))
        .map((line) => line.extent),
    );
  const centres = [0, extent(false) / 2 + BESIDE + extent(true) / 2];
  const nodes = new Map([["input", { ...at(0, 0), r: INPUT }]]);
  const chips = [];
  let along = INPUT + gap;
  for (const row of rows) {
    row.start = along;
    if (row.kind === "open") {
      along = Math.max(...row.parts.map((part) => place(part, along)));
      // A narrower part stands in the middle of its row.
      for (const part of row.parts) part.shift((along - part.end) / 2);
    } else {
      along += row.kind === "bypassed" ? TICK : row.kind === "closed" ? DISCS[0][0] : BAND;
      for (const filter of row.parts.flatMap((part) => part.filters))
        nodes.set(filter.name, { ...at((row.start + along) / 2, 0), r: 0 });
    }
    row.end = along;
    along += row.kind === "open" ? gap : Math.min(gap, 10);
  }

  /** Places a layer's lines from `from` on, what is folded away at its number. */
  function place(part, from) {
    const own = [];
    let start = from;
    for (const line of part.lines) {
      let side = centres[part.beside ? 1 : 0] - line.extent / 2;
      for (const { filter, size, room } of line.items) {
        const spot = at(start + line.breadth / 2, side + (down ? room : room - NAME) / 2);
        if (filter) nodes.set(filter.name, { ...spot, r: size / 2 });
        else chips.push({ ...spot, layer: part.layer.name, hidden: part.hidden.length, more: part.more });
        own.push(filter ? nodes.get(filter.name) : chips.at(-1));
        side += room;
      }
      start += line.breadth;
    }
    const end = own.at(-1) ?? at(from, 0);
    for (const filter of part.hidden) nodes.set(filter.name, { ...end, r: 0 });
    part.end = start;
    part.shift = (by) => {
      const all = [...own, ...part.hidden.map(({ name }) => nodes.get(name))];
      for (const spot of all) spot[down ? "y" : "x"] += by;
    };
    return start;
  }

  const logits = model.classes.filter((name) => model.nodes.has("logit:" + name));
  const pitch = down ? 130 : 44;
  logits.forEach((name, i) =>
    nodes.set("logit:" + name, { ...at(along + 16, (i - (logits.length - 1) / 2) * pitch), r: 16 }),
  );
  for (const row of rows) row.folded = row.kind === "closed" ? row.parts.flatMap((part) => part.filters) : [];
  return finish(
    {
      nodes,
      chips,
      rows: rows.map(({ row, parts, ...rest }) => ({ row, ...rest, ...naming(row, rest.kind, parts) })),
      down,
      maps: down ? 0 : maps,
    },
    roomBehind(model, { beside: down ? 0 : beside }),
  );
}

/** What stands behind the last layer: the classes’ names, and under them what stands beside the maps of layers. */
const roomBehind = ({ classes }, { beside = 0 }) =>
  Math.max(34 + 8 * Math.min(18, Math.max(...classes.map((name) => name.length), 0)), beside - 16);

/** A row with its layers; `order` gives filters their turn: those on listed paths, then by rank. */
function readRow(model, row, { shown, closed }) {
  const listed = new Set([...model.chains, ...model.groups].flatMap(({ filters }) => filters));
  const turn = (filter) => filter.rank + (listed.has(filter.name) ? 0 : model.filters.length);
  const parts = row.layers.map((name) => {
    const layer = model.layer.get(name);
    const filters = layer.filters.filter(shown);
    return {
      layer,
      beside: row.shortcuts.includes(name),
      filters,
      order: new Map(filters.map((filter) => [filter, turn(filter)])),
      /** What has been worked out of it. */
      known: new Map(),
    };
  });
  const visible = parts.some((part) => part.filters.length);
  const kind = row.bypassed
    ? "bypassed"
    : !visible
      ? "empty"
      : row.layers.some((name) => closed.includes(name))
        ? "closed"
        : "open";
  return { row, parts, kind };
}

/** How much of the frame's side the main path and the shortcuts get. */
function roomsFor(rows, across) {
  const open = rows.filter(({ kind }) => kind === "open").flatMap(({ parts }) => parts);
  const most = Math.max(0, ...open.filter(({ beside }) => beside).map(({ filters }) => filters.length));
  if (!most) return [across, 0];
  const channel = DISCS[0][0] * CHANNEL + NAME;
  const beside = Math.min(most * channel * 1.2, Math.max(across * 0.3, channel));
  return [across - beside - BESIDE, beside];
}

/**
 * A layer in at most so many lines: the first of its filters that find room there, and behind them the number of the
 * others.
 */
function filled(part, most, rooms, swell, down, more = 0) {
  const room = rooms[part.beside ? 1 : 0];
  const key = [most, room, swell, more].join();
  if (!part.known.has(key)) part.known.set(key, packedInto(part, most, room, swell, down, more));
  return part.known.get(key);
}

function packedInto(part, most, room, swell, down, more) {
  const { filters, order } = part;
  const first = [...filters].sort((a, b) => order.get(a) - order.get(b));
  const attempt = (count) => {
    const kept = new Set(first.slice(0, count));
    const drawn = filters.filter((filter) => kept.has(filter));
    const hidden = filters.filter((filter) => !kept.has(filter));
    return { hidden, lines: linesOf(drawn, hidden.length + more, room, swell, down) };
  };
  const whole = attempt(filters.length);
  if (whole.lines.length <= most || filters.length < 3) return whole;
  let [low, high] = [1, filters.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (attempt(middle).lines.length <= most) low = middle;
    else high = middle - 1;
  }
  return attempt(low);
}

/** Filters, and a number where there are more, in lines of about the same extent, none longer than there is room. */
function linesOf(drawn, more, room, swell, down) {
  const items = drawn.map((filter) => {
    const size = diameter(filter, swell);
    return { filter, size, room: size + (down ? 8 : NAME) };
  });
  if (more) items.push({ filter: null, size: 34, room: down ? 52 : 26 + NAME });
  const total = items.reduce((sum, item) => sum + item.room, 0);
  const count = Math.max(1, Math.ceil(total / Math.max(room, 1)));
  const even = split(items, total / count, room);
  // Where lines of equal extent do not do, they are filled up one after the other.
  const lines = even.length > count ? split(items, Infinity, room) : even;
  return lines.map((own) => ({
    items: own,
    extent: own.reduce((sum, item) => sum + item.room, 0),
    breadth: Math.max(0, ...own.map((item) => item.size)) + (down ? NAME + 4 : 6),
  }));
}

/** Items in lines that end near an extent and are never longer than there is room. */
function split(items, near, room) {
  const lines = [];
  let extent = 0;
  let sum = 0;
  for (const item of items) {
    if (!lines.length || extent + item.room > room + 0.5 || sum >= near * lines.length - item.room / 2) {
      lines.push([]);
      extent = 0;
    }
    lines.at(-1).push(item);
    extent += item.room;
    sum += item.room;
  }
  return lines;
}

/** A row's name, how much of its main layer is kept, and the whole story for a title. */
function naming(row, kind, parts) {
  const [first] = parts;
  const name =
    row.layers.length > row.shortcuts.length + 1 && first.layer.group ? first.layer.group : first.layer.label;
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
          `${part.layer.name}: ${part.layer.bypassed ? "bypassed" : `${kept(part)} of ${part.layer.units} kept${hidden(part) ? `, ${hidden(part)} hidden by the slider` : ""}`}`,
      )
      .join(", "),
  };
}

/** Moves everything to positive coordinates, with room for labels. */
function finish(layout, nameRoom) {
  const { nodes, chips, down } = layout;
  const all = [...nodes.values()];
  const [left, top] = ["x", "y"].map((axis) => Math.min(...all.map((node) => node[axis] - node.r)));
  const [right, bottom] = ["x", "y"].map((axis) => Math.max(...all.map((node) => node[axis] + node.r)));
  const [moveX, moveY] = down ? [LEFT - left, 16 - top] : [14 - left, HEAD - top];
  for (const spot of [...all, ...chips]) {
    spot.x += moveX;
    spot.y += moveY;
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
    fit: 1,
    label: down ? 1.7 : Math.max(1, Math.min(1.7, pitch / 50)),
    width: right + moveX + (down ? nameRoom / 2 : nameRoom),
    floor: bottom + moveY + (down ? 40 : FOOT),
    height: bottom + moveY + (down ? 40 : FOOT) + layout.maps,
  };
}

/** The curve of an edge, leaving and entering along the flow: start, two handles, end, as x and y in turn. */
export function bezier(layout, from, to) {
  const [a, b] = [layout.nodes.get(from), layout.nodes.get(to)];
  if (layout.down) {
    const [start, end] = [a.y + a.r, b.y - b.r];
    const bend = Math.max(Math.abs(end - start) / 2, 12);
    return [a.x, start, a.x, start + bend, b.x, end - bend, b.x, end];
  }
  const [start, end] = [a.x + a.r, b.x - b.r];
  const bend = Math.max(Math.abs(end - start) / 2, 12);
  return [start, a.y, start + bend, a.y, end - bend, b.y, end, b.y];
}

/** The curve of an edge as path data. */
export function curve(layout, from, to) {
  const [x, y, ...rest] = bezier(layout, from, to).map((value) => Math.round(value * 10) / 10);
  return `M${x} ${y}C${rest.join(" ")}`;
}
