/** Two chains in one drawing: a column for each layer, in it what only the left keeps, what both keep, and what only the right keeps. */

import { el, svg } from "./dom.js";
import { number, short } from "./format.js";

const R = 7;
const CELL = 18;
const ACROSS = 4;
const BANDS = ["left", "both", "right"];
const TITLES = { left: "only left", both: "shared", right: "only right" };

/** The drawing; layers that neither chain keeps anything of are left out. */
export function alignedGraph(layers, left, right) {
  const columns = layers.map((layer) => column(layer, left, right)).filter((each) => BANDS.some((band) => each[band].length));
  const rows = Object.fromEntries(BANDS.map((band) => [band, Math.max(1, ...columns.map((each) => Math.ceil(each[band].length / ACROSS)))]));
  const tops = {};
  let y = 64;
  for (const band of BANDS) {
    tops[band] = y;
    y += rows[band] * CELL + 22;
  }
  const places = new Map();
  let x = 92;
  for (const each of columns) {
    const wide = Math.min(ACROSS, Math.max(...BANDS.map((band) => each[band].length)));
    each.x = x;
    each.width = Math.max(wide * CELL, 46);
    for (const band of BANDS) each[band].forEach((filter, i) => place(filter, each, band, i));
    x += each.width + 34;
  }
  function place(filter, each, band, i) {
    const inRow = Math.min(ACROSS, each[band].length - Math.floor(i / ACROSS) * ACROSS);
    Object.assign(filter, { band, x: each.x + each.width / 2 + ((i % ACROSS) - (inRow - 1) / 2) * CELL, y: tops[band] + Math.floor(i / ACROSS) * CELL + CELL / 2 });
    places.set(filter.name, filter);
  }
  const width = Math.max(x, 320);
  const label = (column) => svg("g", {}, svg("title", {}, column.name), svg("text", { x: column.x + column.width / 2, y: 26, "text-anchor": "middle", "font-size": 11, "font-weight": 600 }, short(column.name, 10)),
    svg("text", { class: "soft", x: column.x + column.width / 2, y: 40, "text-anchor": "middle", "font-size": 9 }, BANDS.map((band) => column[band].length).join(" · ")));
  const bands = BANDS.map((band) => svg("g", {}, svg("rect", { class: "band", x: 4, y: tops[band] - 8, width: width - 8, height: rows[band] * CELL + 16, rx: 6, "fill-opacity": band === "both" ? 1 : 0.45 }),
    svg("text", { x: 12, y: tops[band] + (rows[band] * CELL) / 2 + 4, "font-size": 11 }, TITLES[band])));
  const total = (band) => columns.reduce((sum, each) => sum + each[band].length, 0);
  return svg("svg", { xmlns: "http://www.w3.org/2000/svg", class: "aligned", width, height: y, viewBox: `0 0 ${width} ${y}`, role: "img", "font-family": "Helvetica, Arial, sans-serif",
    "aria-label": `Left ${left.name}, right ${right.name}: ${total("both")} shared, ${total("left")} only left, ${total("right")} only right` },
  bands, edges(left, right, places), columns.map(label), [...places.values()].map(mark));
}

function column(layer, left, right) {
  const [a, b] = [new Map(left.retained[layer.name] ?? []), new Map(right.retained[layer.name] ?? [])];
  const filters = (band) => [...new Set([...a.keys(), ...b.keys()])].sort((x, y) => x - y).filter((index) => (a.has(index) ? (b.has(index) ? "both" : "left") : "right") === band)
    .map((index) => ({ name: layer.name + "." + index, square: layer.kind !== "convolution", left: a.get(index), right: b.get(index) }));
  return { name: layer.name, left: filters("left"), both: filters("both"), right: filters("right") };
}

/** Full where both have it, the left or the right half where one has. */
function mark({ name, band, x, y, square, left, right }) {
  const scores = [left === undefined ? null : "left " + number(left, 2), right === undefined ? null : "right " + number(right, 2)].filter(Boolean).join(", ");
  const half = square ? { left: `M${x} ${y - R}h${-R}v${2 * R}h${R}z`, right: `M${x} ${y - R}h${R}v${2 * R}h${-R}z` } : { left: `M${x} ${y - R}a${R} ${R} 0 0 0 0 ${2 * R}z`, right: `M${x} ${y - R}a${R} ${R} 0 0 1 0 ${2 * R}z` };
  const whole = (attributes) => square ? svg("rect", { x: x - R, y: y - R, width: 2 * R, height: 2 * R, rx: 2, ...attributes }) : svg("circle", { cx: x, cy: y, r: R, ...attributes });
  return svg("g", { class: "filter", "data-band": band }, svg("title", {}, `${name}: ${TITLES[band]}, score ${scores}`),
    band === "both" ? whole({ class: "both" }) : [whole({ class: "ring " + band }), svg("path", { class: band, d: half[band] })]);
}

/** Edges that one or both chains have between filters that are drawn. */
function edges(left, right, places) {
  const owners = new Map();
  for (const [side, chain] of [["left", left], ["right", right]]) {
    for (const [from, to] of chain.edges ?? []) {
      const key = from + "\n" + to;
      owners.set(key, owners.has(key) && owners.get(key) !== side ? "both" : side);
    }
  }
  return [...owners].map(([key, side]) => {
    const [from, to] = key.split("\n").map((name) => places.get(name));
    if (!from || !to) return null;
    const bend = Math.max((to.x - from.x) / 2, 10);
    return svg("path", { class: "edge " + side, d: `M${from.x + R} ${from.y}C${from.x + R + bend} ${from.y} ${to.x - R - bend} ${to.y} ${to.x - R} ${to.y}` });
  });
}

/** What the marks mean. */
export function keys() {
  const key = (band) => svg("svg", { class: "aligned", width: 18, height: 18, "aria-hidden": "true" }, mark({ name: "", band, x: 9, y: 9, square: false }));
  return el("ul", { class: "keys" }, BANDS.map((band) => el("li", {}, key(band), TITLES[band])), el("li", {}, "Squares are channels of shortcuts; under a layer’s name: only left · shared · only right."));
}
