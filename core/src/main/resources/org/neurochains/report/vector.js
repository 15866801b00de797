/** The graph's current view as a free-standing SVG, for files and for print. */

import { svg } from "./dom.js";
import { number, short } from "./format.js";
import { classColour, inkOn, scoreColour } from "./colour.js";
import { curve } from "./layout.js";
import { edgeWidth, steps } from "./scene.js";

const INK = { light: ["#ffffff", "#1d2129", "#59606c", "#2f7466", "#a8590f"], dark: ["#15171b", "#ebe8e2", "#a8adb7", "#63b9a6", "#e39a52"] };

/** Draws a scene in a layout; pictures are embedded, nothing refers outside. */
export function vectorGraph(model, scene, layout, theme) {
  const label = Math.min(Math.max(1 / layout.fit, 1), layout.label);
  const [paper, ink, soft, positive, negative] = INK[theme];
  const colour = scoreColour(model.scores, theme);
  const path = (from, to) => {
    const [x1, y1, ...rest] = curve(layout, from, to).map((value) => Math.round(value * 10) / 10);
    return `M${x1} ${y1}C${rest.join(" ")}`;
  };
  const lines = scene.edges.map((edge) => {
    const minus = edge.weights[scene.label] < 0;
    const relative = edge.relative[scene.label];
    return svg("path", { d: path(edge.from.name, edge.to.name), stroke: minus ? negative : positive, "stroke-width": edgeWidth(relative).toFixed(2),
      "stroke-opacity": ((0.25 + 0.6 * relative) * (scene.chains.length ? 0.35 : 1)).toFixed(2), "stroke-dasharray": minus ? "5 3.5" : null });
  });
  const lit = steps(scene.chains).filter(([from, to]) => layout.nodes.has(from) && layout.nodes.has(to));
  const strong = classColour(model.classes.indexOf(scene.label), theme);
  const nodes = [...layout.nodes].filter(([, place]) => place.r > 0).map(([name, place]) => drawNode(model.nodes.get(name), place));
  const title = `${model.source.title || "Chain"}: ${scene.count} filters, ${scene.edges.length} edges`;

  function drawNode(node, { x, y, r, small }) {
    if (!node.layer) {
      return svg("g", {}, svg("circle", { cx: x, cy: y, r, fill: paper, stroke: ink, "stroke-width": 1.5 }),
        node.kind === "input" ? text(x, y + 3, "input", ink, 9) : layout.down ? text(x, y + r + 13, short(node.class, 18), ink, 12) : text(x + r + 6, y + 4, short(node.class, 18), ink, 12, "start"));
    }
    const rgb = colour(node.score);
    const picture = model.picture(node.evidence?.visualisations[0]?.picture);
    const square = node.kind !== "convolution";
    const shape = (inset, attributes) => square ? svg("rect", { x: x - r + inset, y: y - r + inset, width: 2 * (r - inset), height: 2 * (r - inset), rx: 4, ...attributes }) : svg("circle", { cx: x, cy: y, r: r - inset, ...attributes });
    return svg("g", {}, svg("title", {}, `${node.name}, score ${number(node.score)}`), shape(0, { fill: rgb }),
      picture && svg("image", { href: picture, x: x - r + 3, y: y - r + 3, width: 2 * r - 6, height: 2 * r - 6, preserveAspectRatio: "xMidYMid slice", "clip-path": `inset(0 round ${square ? 2 : r}px)` }),
      small ? null : picture ? text(x, y + r + 10, String(node.index), soft, 9) : text(x, y + 3.5, String(node.index), inkOn(rgb), 10));
  }

  const labels = layout.rows.map(({ row, kind, start, end, parts }) => {
    const middle = (start + end) / 2;
    const kept = parts.flatMap((part) => part.filters).length;
    const note = kind === "open" || kind === "closed" ? String(kept) : kind === "bypassed" ? "bypassed" : "none";
    const name = short(row.layers[0], layout.down ? 14 : 10);
    if (layout.down) return svg("g", {}, text(8, middle, name, ink, 11 * label, "start"), text(8, middle + 12 * label, note, soft, 9 * label, "start"));
    return svg("g", {}, text(middle, 22, name, ink, 11 * label), text(middle, 22 + 13 * label, note, soft, 9 * label));
  });

  function text(x, y, value, fill, size, anchor = "middle") {
    return svg("text", { x, y, fill, "font-size": size, "text-anchor": anchor }, value);
  }

  const [width, height] = [Math.ceil(layout.width), Math.ceil(layout.height)];
  return svg("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": title, "font-family": "Helvetica, Arial, sans-serif" },
    svg("title", {}, title), svg("rect", { width, height, fill: paper }),
    svg("g", { fill: "none" }, lines), svg("g", { fill: "none", stroke: strong, "stroke-width": 3.2, "stroke-linecap": "round" }, lit.map(([from, to]) => svg("path", { d: path(from, to) }))),
    svg("g", {}, labels), svg("g", {}, nodes));
}
