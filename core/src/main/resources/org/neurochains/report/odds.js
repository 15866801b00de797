/** Probabilities of classes as tables with bars, and as words. */

import { el, meter } from "./dom.js";
import { classColour } from "./colour.js";
import { named, percent, short } from "./format.js";

const SHOWN = 3;

/** The chain with the reader's changes, as it was found, and the whole network. */
export function oddsOfOne(model, live, theme) {
  const { now, was } = live.result;
  return oddsTable(
    "Probability of each class: the chain with your changes, the chain as found, the whole network",
    model.classes,
    live,
    [
      { title: "now", kind: "now", list: now },
      { title: "as found", kind: "was", list: was },
      { title: "network", kind: "net", of: networkOf(live) },
    ],
    theme,
  );
}

/** What the whole network gave for the image shown, by class; nothing where it never saw the picture as it is. */
export function networkOf(live) {
  const seen = live.covered ? [] : (live.image?.original ?? []);
  const original = new Map(seen.map(({ class: name, probability }) => [name, probability]));
  return (name) => original.get(name);
}

/** What of the network is not known, as the end of a sentence on its column. */
export const networkWords = (live) =>
  live.own
    ? ", so it is not known for your own picture"
    : live.covered
      ? ", so it is not known with a part covered"
      : "";

/**
 * The classes of the region and those that any column names, with a bar each; a column has a `list` of all classes'
 * probabilities, or tells them by name.
 */
export function oddsTable(caption, classes, live, columns, theme) {
  const lists = columns.map(({ list }) => list).filter(Boolean);
  const top = (list) =>
    [...list.keys()]
      .sort((a, b) => list[b] - list[a])
      .slice(0, SHOWN)
      .filter((i) => list[i] >= 0.005);
  const places = [...new Set([...classes.map((name) => live.labels.indexOf(name)), ...lists.flatMap(top)])]
    .filter((i) => i >= 0)
    .slice(0, Math.max(6, classes.length));
  const best = columns.map(({ list }) => (list ? live.answer(list) : []));
  const row = (i) => {
    const name = live.labels[i];
    const place = classes.indexOf(name);
    const colour = place < 0 ? "var(--soft)" : classColour(place, theme);
    return el(
      "tr",
      {},
      el("th", { scope: "row", dir: "auto", title: name }, short(named(name), 14)),
      columns.map(({ list, of, kind }, side) => {
        const value = list ? list[i] : of(name);
        return el(
          "td",
          { class: best[side].includes(i) ? "best" : null },
          percent(value),
          meter(value ?? 0, colour, kind),
        );
      }),
    );
  };
  return el(
    "table",
    {},
    el("caption", { class: "hidden-text" }, caption),
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        el("th", { scope: "col" }, "class"),
        columns.map(({ title }) => el("th", { scope: "col" }, title)),
      ),
    ),
    el("tbody", {}, places.map(row)),
  );
}

/** What a chain says, and what it said as it was found. */
export function answerWords(live, now, was) {
  const words = (list) =>
    live
      .answer(list)
      .map((i) => `${named(live.labels[i])}, ${percent(list[i])}`)
      .join(" and ") || "none of its labels";
  if (String(live.answer(now)) !== String(live.answer(was))) return `${words(now)}; as found it said ${words(was)}`;
  const before = live
    .answer(was)
    .map((i) => percent(was[i]))
    .join(" and ");
  return `${words(now)} (as found ${before || "none"})`;
}
