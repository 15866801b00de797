// Elements, and the curve of a chain that shrinks.

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

/** KL over the number of units, on logarithmic axes, the way down from left to right. */
export function curve(points) {
  const width = 400, height = 130, left = 34, bottom = 20, log = value => Math.log10(Math.max(value, 1e-3));
  const units = points.map(point => log(point[0])), kls = points.map(point => log(point[1]));
  const span = values => { const low = Math.floor(Math.min(...values)), high = Math.ceil(Math.max(...values)); return [low, high > low ? high : low + 1]; };
  const [fewest, most] = span(units), [lowest, highest] = span(kls);
  const x = value => left + (most - value) / (most - fewest) * (width - left - 8);
  const y = value => 8 + (highest - value) / (highest - lowest) * (height - bottom - 8);
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": "KL over the number of units while the chain shrinks" });
  for (let tick = lowest; tick <= highest; tick++) picture.append(
    svg("line", { x1: left, x2: width, y1: y(tick), y2: y(tick), class: "axis" }), svg("text", { x: 0, y: y(tick) + 4 }, String(10 ** tick)));
  for (let tick = fewest; tick <= most; tick++) picture.append(
    svg("text", { x: x(tick), y: height - 4, "text-anchor": tick === fewest ? "end" : "middle" }, tick === fewest ? 10 ** tick + " units" : String(10 ** tick)));
  picture.append(svg("path", { class: "curve", d: "M" + points.map((point, i) => `${x(units[i]).toFixed(1)} ${y(kls[i]).toFixed(1)}`).join("L") }));
  return picture;
}
