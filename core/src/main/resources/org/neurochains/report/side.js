/** A chain of a comparison as the page uses it, and what a filter is to either of two. */

import { el, meter, svg } from "./dom.js";
import { count, list, number, percent, short } from "./format.js";
import { faceOf } from "./model.js";
import { createNames } from "./names.js";
import { inText, removalWords } from "./story.js";

const FIRST = 10;

/** A chain with its filters by name, ranked by effect where all effects are known. */
export function readSide(data, chain) {
  const evidence = new Map((chain.evidence ?? []).map((filter) => [filter.name, filter]));
  const filters = data.layers.flatMap((layer) =>
    (chain.retained[layer.name] ?? []).map(([index, score]) => {
      const name = layer.name + "." + index;
      return { name, layer: layer.name, index, score, effect: chain.effects?.[name], evidence: evidence.get(name) };
    }),
  );
  const known = filters.length > 0 && filters.every(({ effect }) => Number.isFinite(effect));
  if (known) [...filters].sort((a, b) => b.effect - a.effect).forEach((filter, i) => (filter.rank = i + 1));
  const store = { get: () => ({ name: [] }) };
  return {
    name: chain.name,
    filters,
    known,
    nodes: new Map(filters.map((filter) => [filter.name, filter])),
    names: createNames(store, chain.names ?? []),
    picture: (place) => (place === null || place === undefined ? null : data.pictures[place]),
    removals: new Map((chain.removals ?? []).map(({ filter, outcomes }) => [filter, outcomes])),
    most: Math.max(...filters.map(({ effect }) => Math.abs(effect ?? 0)), 1e-12),
  };
}

/** A filter's pictures in either chain, {src, kernel}; none where it has none. */
export function facesOf(left, right, name) {
  const faces = [left, right].map((side) => {
    const filter = side.nodes.get(name);
    const face = filter ? faceOf(filter) : null;
    return face && { src: side.picture(face.picture), kernel: face.kernel === true };
  });
  return faces.filter((face, i) => face?.src && faces.findIndex((other) => other?.src === face.src) === i);
}

/** What two chains have in common, in sentences with the filters as pictures. */
export function sidesInWords(left, right, choose) {
  if (!left.known || !right.known) return [];
  const both = left.filters.filter(({ name }) => right.nodes.has(name));
  return [
    mostNeeded(left, right, "Left", "right", choose),
    mostNeeded(right, left, "Right", "left", choose),
    firstOnes(left, right),
    mostUnlike(left, right, both, choose),
  ]
    .filter(Boolean)
    .map((words) => el("li", {}, words));
}

function mostNeeded(side, other, title, otherTitle, choose) {
  const first = side.filters.find(({ rank }) => rank === 1);
  const there = other.nodes.get(first.name);
  return [
    `${title} needs most `,
    inText(side, first.name, choose),
    there
      ? `; to ${otherTitle} it is number ${count(there.rank)} of ${count(other.filters.length)}.`
      : `; ${otherTitle} does without it.`,
  ];
}

function firstOnes(left, right) {
  const kept = (side, other) => {
    const first = side.filters.filter(({ rank }) => rank <= FIRST);
    return [first.filter(({ name }) => other.nodes.has(name)).length, first.length];
  };
  const [[a, ofA], [b, ofB]] = [kept(left, right), kept(right, left)];
  return `Of the ${count(ofA)} filters that left needs most right has ${count(a)}; of the ${count(ofB)} that right needs most left has ${count(b)}.`;
}

/** The shared filter whose effect, as a part of the chain's largest, differs most. */
function mostUnlike(left, right, both, choose) {
  const gap = ({ name, effect }) => Math.abs(effect / left.most - right.nodes.get(name).effect / right.most);
  const [most] = [...both].sort((a, b) => gap(b) - gap(a));
  if (!most) return null;
  const [here, there] = [most.effect, right.nodes.get(most.name).effect].map(
    (effect) => `${effect < 0 ? "rises" : "falls"} by ${number(Math.abs(effect), 2)}`,
  );
  if (here === there) return null;
  const words = [
    [left, "left"],
    [right, "right"],
  ]
    .map(([side, title]) => removalWords(side, side.nodes.get(most.name), `On the ${title}`))
    .filter(Boolean);
  return [
    "Most unlike is ",
    inText(left, most.name, choose),
    `: without it the margin ${here} on the left and ${there} on the right. `,
    words.join(" "),
  ];
}

/** Effects here against there of what both have; a point chooses its filter. */
export function effectsPlot(left, right, chosen, choose) {
  const both = left.filters.filter(
    ({ name, effect }) => Number.isFinite(effect) && Number.isFinite(right.nodes.get(name)?.effect),
  );
  if (both.length < 3) return null;
  const [width, height, edge] = [420, 300, 46];
  const ends = (values) => [Math.min(0, ...values), Math.max(...values, 1e-12)];
  const [[lowX, highX], [lowY, highY]] = [
    ends(both.map(({ effect }) => effect)),
    ends(both.map(({ name }) => right.nodes.get(name).effect)),
  ];
  const x = (value) => edge + ((value - lowX) / (highX - lowX)) * (width - edge - 14);
  const y = (value) => 10 + ((highY - value) / (highY - lowY)) * (height - edge - 10);
  const point = ({ name, effect }) => {
    const other = right.nodes.get(name).effect;
    const shown = svg(
      "circle",
      { cx: x(effect), cy: y(other), r: name === chosen ? 7 : 4, class: name === chosen ? "point chosen" : "point" },
      svg("title", {}, `${name}: left ${number(effect, 2)}, right ${number(other, 2)}`),
    );
    shown.addEventListener("click", () => choose(name));
    return shown;
  };
  const line = (x1, y1, x2, y2) => svg("line", { x1, y1, x2, y2, class: "axis" });
  const text = (value, at) => svg("text", at, value);
  return el(
    "figure",
    { class: "effects" },
    svg(
      "svg",
      {
        viewBox: `0 0 ${width} ${height}`,
        role: "img",
        "aria-label": `Effects of ${both.length} filters that both have, left against right`,
      },
      line(x(0), 10, x(0), height - edge),
      line(edge, y(0), width - 14, y(0)),
      text(number(lowX, 2), { x: edge, y: height - edge + 16 }),
      text(number(highX, 2), { x: width - 14, y: height - edge + 16, "text-anchor": "end" }),
      text(number(lowY, 2), { x: edge - 6, y: height - edge, "text-anchor": "end" }),
      text(number(highY, 2), { x: edge - 6, y: 18, "text-anchor": "end" }),
      text("effect on the left", { x: (edge + width) / 2, y: height - 8, "text-anchor": "middle" }),
      svg(
        "text",
        { transform: `translate(12 ${(height - edge) / 2 + 10}) rotate(-90)`, "text-anchor": "middle" },
        "effect on the right",
      ),
      both.map(point),
    ),
    el("figcaption", { class: "small" }, "How far the margin falls when a filter is removed from either chain."),
  );
}

/** One filter: its pictures, and what it is to either chain. */
export function filterCard(left, right, name, actions = null) {
  const faces = facesOf(left, right, name);
  const called = [left, right].map((side) => side.names.called(name)).find((words) => words !== name) ?? name;
  const column = (side, title) => {
    const filter = side.nodes.get(name);
    if (!filter) return el("div", {}, el("h4", {}, title), el("p", {}, "does without it"));
    const shares = Object.entries(filter.evidence?.shares ?? {}).sort(([, a], [, b]) => b - a);
    return el(
      "div",
      {},
      el("h4", {}, title),
      el("p", {}, `score ${number(filter.score, 2)}`),
      Number.isFinite(filter.effect) &&
        el(
          "p",
          {},
          `effect ${number(filter.effect, 2)}${filter.rank ? `, number ${count(filter.rank)} of ${count(side.filters.length)}` : ""} `,
          meter(Math.abs(filter.effect) / side.most),
        ),
      shares.length > 0 &&
        el("p", {}, `on the way to ${list(shares.map(([label, share]) => `${short(label, 24)} ${percent(share)}`))}`),
      el("p", {}, removalWords(side, filter)),
    );
  };
  return el(
    "div",
    { class: "about" },
    el("h3", { dir: "auto" }, called),
    faces.length > 0 &&
      el(
        "div",
        { class: "faces" },
        faces.map(({ src, kernel }) =>
          el("img", { class: kernel ? "kernel" : null, src, alt: `What ${name} answers to` }),
        ),
      ),
    actions,
    el(
      "div",
      { class: "sides" },
      column(left, `Left, ${short(left.name, 40)}`),
      column(right, `Right, ${short(right.name, 40)}`),
    ),
  );
}
