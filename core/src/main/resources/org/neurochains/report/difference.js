/** What tells two classes apart: by how much each filter and each edge is stronger for the one than for the other. */

import { el, meter } from "./dom.js";
import { list, named, number, percent, short } from "./format.js";
import { classColour } from "./colour.js";
import { relate } from "./model.js";

const LISTED = 5;

/**
 * The chosen difference: `by` has each filter's share of the first class less that of the second, edges have their
 * weights under `key`. Null where none is chosen.
 */
export function differenceOf(model, { class: first, less: second }) {
  if (first === second || ![first, second].every((name) => model.classes.includes(name))) return null;
  const key = first + "\n" + second;
  if (!model.differences.has(key)) model.differences.set(key, measured(model, key, first, second));
  return model.differences.get(key);
}

function measured(model, key, first, second) {
  for (const { weights } of model.edges)
    if (first in weights || second in weights) weights[key] = (weights[first] ?? 0) - (weights[second] ?? 0);
  relate(model.edges, key);
  const by = new Map(model.filters.map(({ name, shares }) => [name, (shares[first] ?? 0) - (shares[second] ?? 0)]));
  return { key, first, second, by, most: Math.max(...[...by.values()].map(Math.abs), 1e-12) };
}

/** The class for which a filter is stronger; none where it is equal. */
export const strongerFor = ({ first, second, by }, name) => (by.get(name) > 0 ? first : by.get(name) < 0 ? second : "");

/** The colours of the two classes. */
export const coloursOf = (model, { first, second }, theme) =>
  [first, second].map((name) => classColour(model.classes.indexOf(name), theme));

/** The filters that are stronger for one of the classes, the strongest first. */
const filtersFor = ({ by, ...classes }, side) =>
  [...by]
    .filter(([name, value]) => value && strongerFor({ by, ...classes }, name) === side)
    .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
    .slice(0, LISTED);

/** The difference in a sentence. */
export function differenceWords(model, difference) {
  return [difference.first, difference.second]
    .map((side) => {
      const names = filtersFor(difference, side)
        .slice(0, 3)
        .map(([name]) => model.names.called(name));
      return `Stronger for ${short(named(side), 30)}: ${names.length ? list(names) : "no filter"}.`;
    })
    .join(" ");
}

/** The difference as a card: what the two colours mean, and each side's strongest filters and edges. */
export function differenceCard(model, difference, theme, goTo) {
  const { first, second, key, most } = difference;
  const colours = coloursOf(model, difference, theme);
  const edges = model.edges.filter(({ weights }) => weights[key]);
  const into = Math.max(...edges.map(({ weights }) => Math.abs(weights[key])), 1e-12);
  const link = (name) =>
    el(
      "button",
      { dir: "auto", title: name, onclick: () => goTo(name) },
      short(model.nodes.get(name).class ? named(model.nodes.get(name).class) : model.names.called(name), 14),
    );
  const row = (names, part, colour, kind, text) =>
    el(
      "li",
      {},
      el(
        "span",
        {},
        names.map((name, i) => [i ? " → " : "", link(name)]),
      ),
      meter(part, colour, kind),
      el("span", {}, text),
    );
  const side = (name, sign) => {
    const [colour, kind] = [colours[sign > 0 ? 0 : 1], sign > 0 ? "" : "striped"];
    const strongest = edges
      .filter(({ weights }) => weights[key] * sign > 0)
      .sort((a, b) => (b.weights[key] - a.weights[key]) * sign)
      .slice(0, LISTED);
    return [
      el("h4", { dir: "auto" }, `Stronger for ${short(named(name), 24)}`),
      el(
        "ol",
        { class: "links" },
        filtersFor(difference, name).map(([filter, value]) =>
          row([filter], Math.abs(value) / most, colour, kind, percent(Math.abs(value))),
        ),
        strongest.map(({ from, to, weights }) =>
          row([from.name, to.name], Math.abs(weights[key]) / into, colour, kind, number(Math.abs(weights[key]))),
        ),
      ),
    ];
  };
  return el(
    "article",
    { class: "card difference" },
    el("header", {}, el("h3", { dir: "auto" }, `${short(named(first), 24)} against ${short(named(second), 24)}`)),
    el(
      "ul",
      { class: "keys" },
      [first, second].map((name, i) => [
        el(
          "li",
          {},
          el("i", { class: "k disc", style: `background:${colours[i]}` }),
          `more of ${short(named(name), 24)} runs through it; the longer the ring, the more`,
        ),
        el(
          "li",
          {},
          el("i", { class: "k " + ["plus", "minus"][i], style: `border-color:${colours[i]}` }),
          `speaks more for ${short(named(name), 24)}`,
        ),
      ]),
    ),
    side(first, 1),
    side(second, -1),
  );
}
