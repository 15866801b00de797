// Elements, the curve and the layers of a chain that shrinks, and a study's figures.

/** An element with children (texts, elements, arrays of them) and properties. */
export function el(tag, ...parts) {
  const element = document.createElement(tag);
  for (const part of parts.flat(2)) {
    if (typeof part === "string" || part instanceof Node) element.append(part);
    else if (part) Object.assign(element, part);
  }
  if (tag === "button") element.type = "button";
  return element;
}

/** Puts these in the place of what an element holds. */
export const fill = (element, children) => element.replaceChildren(...children);

function svg(tag, attributes, text = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

/** The points on the way down: what was tried and taken back is left out, as a larger chain follows it. */
function descent(points) {
  const way = [];
  for (const point of points) {
    while (way.length && way.at(-1)[0] <= point[0]) way.pop();
    way.push(point);
  }
  return way;
}

/**
 * KL over the number of channels, on logarithmic axes, the way down from left to right; the last may be the one found.
 */
export function curve(all, found) {
  const width = 400,
    height = 130,
    left = 44,
    bottom = 20,
    log = (value) => Math.log10(Math.max(value, 1e-3));
  const points = descent(found ? all.slice(0, -1) : all);
  const units = all.map((point) => log(point[0])),
    kls = all.map((point) => log(point[1]));
  const span = (values) => {
    const low = Math.floor(Math.min(...values)),
      high = Math.ceil(Math.max(...values));
    return [low, high > low ? high : low + 1];
  };
  const [fewest, most] = span(units),
    [lowest, highest] = span(kls);
  const x = (value) => left + ((most - value) / (most - fewest)) * (width - left - 8);
  const y = (value) => 8 + ((highest - value) / (highest - lowest)) * (height - bottom - 8);
  const picture = svg("svg", {
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": "KL over the number of channels while the chain shrinks",
  });
  for (let tick = lowest; tick <= highest; tick++)
    picture.append(
      svg("line", { x1: left, x2: width, y1: y(tick), y2: y(tick), class: "axis" }),
      svg("text", { x: 0, y: y(tick) + 4 }, (tick === highest ? "KL " : "") + 10 ** tick),
    );
  for (let tick = fewest; tick <= most; tick++)
    picture.append(
      svg(
        "text",
        { x: x(tick), y: height - 4, "text-anchor": tick === fewest ? "end" : "middle" },
        tick === fewest ? 10 ** tick + " channels" : String(10 ** tick),
      ),
    );
  picture.append(
    svg("path", {
      class: "curve",
      d: "M" + points.map((point) => `${x(log(point[0])).toFixed(1)} ${y(log(point[1])).toFixed(1)}`).join("L"),
    }),
  );
  if (found) picture.append(svg("circle", { class: "found", cx: x(units.at(-1)), cy: y(kls.at(-1)), r: 5 }));
  return picture;
}

/** How much is left of each layer: a column for each, filled from below. */
export function layersLeft(layers) {
  const width = 400,
    height = 84,
    step = width / layers.length,
    base = height - 16;
  const [left, all] = ["retained", "units"].map((key) => layers.reduce((sum, layer) => sum + layer[key], 0));
  const gone = layers.filter((layer) => !layer.retained).length;
  const picture = svg("svg", {
    viewBox: `0 0 ${width} ${height}`,
    class: "layers",
    role: "img",
    "aria-label": `${left} of ${all} channels are left, in ${layers.length - gone} of ${layers.length} layers`,
  });
  layers.forEach(({ name, retained, units }, i) => {
    const x = i * step,
      wide = Math.max(1, step - Math.min(3, step / 4)),
      full = (base * retained) / units;
    picture.append(
      svg("rect", { x, y: 0, width: wide, height: base, class: retained ? "all" : "all gone" }),
      svg("rect", { x, y: base - full, width: wide, height: full, class: "left" }),
      svg("rect", { x, y: 0, width: wide, height: base, class: "touch" }),
    );
    picture.lastChild.append(svg("title", {}, `${name}: ${retained} of ${units} channels`));
    if (step >= 18)
      picture.append(svg("text", { x: x + wide / 2, y: height - 3, "text-anchor": "middle" }, String(retained)));
  });
  if (step < 18)
    picture.append(
      svg("text", { x: 0, y: height - 3 }, layers[0].name),
      svg("text", { x: width, y: height - 3, "text-anchor": "end" }, layers.at(-1).name),
    );
  return picture;
}

/** How often which values came, in a few bars, with the median. */
export function histogram(name, values) {
  const width = 200,
    height = 84,
    base = height - 30,
    bins = 12;
  const sorted = [...values].sort((a, b) => a - b),
    [low, high] = [sorted[0], sorted.at(-1)];
  const median = (sorted[(values.length - 1) >> 1] + sorted[values.length >> 1]) / 2;
  const counts = new Array(bins).fill(0);
  for (const value of values)
    counts[high > low ? Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins)) : bins >> 1]++;
  const most = Math.max(...counts),
    step = width / bins;
  const picture = svg("svg", {
    viewBox: `0 0 ${width} ${height}`,
    class: "histogram",
    role: "img",
    "aria-label": `${name} of ${values.length} trials: ${short(low)} to ${short(high)}, median ${short(median)}`,
  });
  counts.forEach((count, i) =>
    picture.append(
      svg("rect", {
        x: i * step,
        y: base * (1 - count / most),
        width: step - 1,
        height: (base * count) / most,
        class: "left",
      }),
    ),
  );
  picture.append(
    svg("line", { x1: 0, x2: width, y1: base, y2: base, class: "axis" }),
    svg("text", { x: 0, y: base + 12 }, short(low)),
    svg("text", { x: width, y: base + 12, "text-anchor": "end" }, high > low ? short(high) : ""),
    svg("text", { x: 0, y: height - 2, class: "name" }, `${name}, median ${short(median)}`),
  );
  return picture;
}

const short = (value) => (Number.isInteger(value) ? String(value) : value.toPrecision(2));
