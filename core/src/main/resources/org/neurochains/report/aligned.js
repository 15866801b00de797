/**
 * Two chains in one drawing: a column for each layer, in it what only the left keeps, what both keep, and what only the
 * right keeps.
 */

import { el, svg } from "./dom.js";
import { number, short } from "./format.js";

const R = 7;
const WITH_FACES = 13;
const CELL = 18;
const ACROSS = 4;
const BANDS = ["left", "both", "right"];
const TITLES = { left: "only left", both: "shared", right: "only right" };

/**
 * The drawing; layers that neither chain keeps anything of are left out. `face` gives a filter's picture or nothing,
 * `isOff` whether it is switched off, `choose` hears of a filter, `toggle` of one that the key X is pressed on.
 */
export function alignedGraph(layers, left, right, { face, chosen, choose, isOff, toggle }) {
  const columns = layers
    .map((layer) => column(layer, left, right))
    .filter((each) => BANDS.some((band) => each[band].length));
  const pictured = columns.some((each) => BANDS.some((band) => each[band].some(({ name }) => face(name))));
  const radius = pictured ? WITH_FACES : R;
  const cell = pictured ? 2 * WITH_FACES + 6 : CELL;
  const rows = Object.fromEntries(
    BANDS.map((band) => [band, Math.max(1, ...columns.map((each) => Math.ceil(each[band].length / ACROSS)))]),
  );
  const tops = {};
  let y = 64;
  for (const band of BANDS) {
    tops[band] = y;
    y += rows[band] * cell + 22;
  }
  const places = new Map();
  let x = 92;
  for (const each of columns) {
    const wide = Math.min(ACROSS, Math.max(...BANDS.map((band) => each[band].length)));
    each.x = x;
    each.width = Math.max(wide * cell, 46);
    for (const band of BANDS) each[band].forEach((filter, i) => place(filter, each, band, i));
    x += each.width + 34;
  }
  function place(filter, each, band, i) {
    const inRow = Math.min(ACROSS, each[band].length - Math.floor(i / ACROSS) * ACROSS);
    Object.assign(filter, {
      band,
      r: radius,
      face: face(filter.name),
      x: each.x + each.width / 2 + ((i % ACROSS) - (inRow - 1) / 2) * cell,
      y: tops[band] + Math.floor(i / ACROSS) * cell + cell / 2,
    });
    places.set(filter.name, filter);
  }
  const width = Math.max(x, 320);
  const label = (column) =>
    svg(
      "g",
      {},
      svg("title", {}, column.name),
      svg(
        "text",
        { x: column.x + column.width / 2, y: 26, "text-anchor": "middle", "font-size": 11, "font-weight": 600 },
        short(column.name, 10),
      ),
      svg(
        "text",
        { class: "soft", x: column.x + column.width / 2, y: 40, "text-anchor": "middle", "font-size": 9 },
        BANDS.map((band) => column[band].length).join(" · "),
      ),
    );
  const bands = BANDS.map((band) =>
    svg(
      "g",
      {},
      svg("rect", {
        class: "band",
        x: 4,
        y: tops[band] - 8,
        width: width - 8,
        height: rows[band] * cell + 16,
        rx: 6,
        "fill-opacity": band === "both" ? 1 : 0.45,
      }),
      svg("text", { x: 12, y: tops[band] + (rows[band] * cell) / 2 + 4, "font-size": 11 }, TITLES[band]),
    ),
  );
  const total = (band) => columns.reduce((sum, each) => sum + each[band].length, 0);
  const marks = [...places.values()].map((filter) => button(filter, { chosen, choose, isOff, toggle }));
  const graph = svg(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: "aligned",
      width,
      height: y,
      viewBox: `0 0 ${width} ${y}`,
      role: "group",
      "font-family": "Helvetica, Arial, sans-serif",
      "aria-label": `Left ${left.name}, right ${right.name}: ${total("both")} shared, ${total("left")} only left, ${total("right")} only right`,
    },
    bands,
    edges(left, right, places),
    columns.map(label),
    marks,
  );
  (marks.find((each) => each.getAttribute("aria-pressed") === "true") ?? marks[0])?.setAttribute("tabindex", 0);
  graph.addEventListener("keydown", (event) => walk(event, marks));
  return graph;
}

/** A mark that can be chosen. */
function button(filter, { chosen, choose, isOff, toggle }) {
  const shown = mark(filter);
  const pressed = filter.name === chosen;
  const attributes = {
    role: "button",
    tabindex: -1,
    "data-name": filter.name,
    "aria-pressed": String(pressed),
    "aria-label": shown.querySelector("title").textContent,
  };
  Object.entries(attributes).forEach(([name, value]) => shown.setAttribute(name, value));
  if (pressed) shown.append(svg("circle", { class: "chosen", cx: filter.x, cy: filter.y, r: filter.r + 3 }));
  shown.addEventListener("click", () => choose(filter.name));
  if (isOff(filter.name)) switchedOff(shown, filter);
  shown.addEventListener("keydown", (event) => {
    if (event.key === "x" && !event.ctrlKey && !event.metaKey && !event.altKey) toggle(filter.name);
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose(filter.name);
  });
  return shown;
}

function switchedOff(shown, { x, y, r }) {
  shown.classList.add("off");
  shown.setAttribute("aria-label", shown.getAttribute("aria-label") + ", switched off");
  shown.append(svg("path", { class: "struck", d: `M${x - r - 2} ${y + r + 2}l${2 * r + 4} ${-2 * r - 4}` }));
}

/** The arrow keys go from mark to mark. */
function walk(event, marks) {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const at = marks.indexOf(event.target.closest("[role=button]"));
  if (!by || at < 0) return;
  event.preventDefault();
  const next = marks[(at + by + marks.length) % marks.length];
  marks.forEach((each) => each.setAttribute("tabindex", each === next ? 0 : -1));
  next.focus();
}

/** A filter's effect, where it is known, and its score; nothing of a chain without it. */
function markWords({ effects }, name, score) {
  if (score === undefined) return null;
  const effect = effects?.[name];
  return `${Number.isFinite(effect) ? `effect ${number(effect, 2)}, ` : ""}score ${number(score, 2)}`;
}

function column(layer, left, right) {
  const [a, b] = [new Map(left.retained[layer.name] ?? []), new Map(right.retained[layer.name] ?? [])];
  const filters = (band) =>
    [...new Set([...a.keys(), ...b.keys()])]
      .sort((x, y) => x - y)
      .filter((index) => (a.has(index) ? (b.has(index) ? "both" : "left") : "right") === band)
      .map((index) => ({
        name: layer.name + "." + index,
        square: layer.kind !== "convolution",
        left: markWords(left, layer.name + "." + index, a.get(index)),
        right: markWords(right, layer.name + "." + index, b.get(index)),
      }));
  return { name: layer.name, left: filters("left"), both: filters("both"), right: filters("right") };
}

/** Full where both have it, the left or the right half where one has. */
function mark({ name, band, x, y, square, left, right, r = R, face = null }) {
  const said = [left && "left " + left, right && "right " + right].filter(Boolean).join("; ");
  const half = square
    ? { left: `M${x} ${y - r}h${-r}v${2 * r}h${r}z`, right: `M${x} ${y - r}h${r}v${2 * r}h${-r}z` }
    : { left: `M${x} ${y - r}a${r} ${r} 0 0 0 0 ${2 * r}z`, right: `M${x} ${y - r}a${r} ${r} 0 0 1 0 ${2 * r}z` };
  const whole = (attributes) =>
    square
      ? svg("rect", { x: x - r, y: y - r, width: 2 * r, height: 2 * r, rx: 2, ...attributes })
      : svg("circle", { cx: x, cy: y, r, ...attributes });
  const inside = r - 3;
  const picture =
    face &&
    svg("image", {
      href: face,
      x: x - inside,
      y: y - inside,
      width: 2 * inside,
      height: 2 * inside,
      preserveAspectRatio: "xMidYMid slice",
      "clip-path": `inset(0 round ${square ? 2 : inside}px)`,
    });
  return svg(
    "g",
    { class: "filter", "data-band": band },
    svg("title", {}, `${name}: ${TITLES[band]}; ${said}`),
    band === "both"
      ? whole({ class: "both" })
      : [whole({ class: "ring " + band }), svg("path", { class: band, d: half[band] })],
    picture,
  );
}

/** Edges that one or both chains have between filters that are drawn. */
function edges(left, right, places) {
  const owners = new Map();
  for (const [side, chain] of [
    ["left", left],
    ["right", right],
  ]) {
    for (const [from, to] of chain.edges ?? []) {
      const key = from + "\n" + to;
      owners.set(key, owners.has(key) && owners.get(key) !== side ? "both" : side);
    }
  }
  return [...owners].map(([key, side]) => {
    const [from, to] = key.split("\n").map((name) => places.get(name));
    if (!from || !to) return null;
    const bend = Math.max((to.x - from.x) / 2, 10);
    return svg("path", {
      class: "edge " + side,
      d: `M${from.x + from.r} ${from.y}C${from.x + from.r + bend} ${from.y} ${to.x - to.r - bend} ${to.y} ${to.x - to.r} ${to.y}`,
    });
  });
}

/** What the marks mean. */
export function keys() {
  const key = (band) =>
    svg(
      "svg",
      { class: "aligned", width: 18, height: 18, "aria-hidden": "true" },
      mark({ name: "", band, x: 9, y: 9, square: false }),
    );
  return el(
    "ul",
    { class: "keys" },
    BANDS.map((band) => el("li", {}, key(band), TITLES[band])),
    el("li", {}, "Squares are channels of shortcuts; under a layer’s name: only left · shared · only right."),
  );
}
