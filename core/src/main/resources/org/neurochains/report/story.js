/** Sentences: what becomes of the predictions without a filter, and how each class is reached. */

import { el } from "./dom.js";
import { amount, count, list, named, number, percent, short } from "./format.js";
import { classColour } from "./colour.js";
import { faceOf, listedPaths } from "./model.js";

const MOST_SENTENCES = 5;
/** More images than that are no longer counted at a glance. */
const MOST_DOTS = 60;

/** What a filter's removal does, in a sentence; null where nobody has tried. */
export function removalWords(model, filter, subject = "Without it") {
  const outcomes = model.removals.get(filter.name);
  if (!outcomes) return null;
  const moved = outcomes.filter(({ becomes }) => Object.keys(becomes).length);
  if (!moved.length) return `${subject} all images keep their class.`;
  return (
    moved
      .map(({ class: from, images, becomes }, i) => {
        const targets = Object.entries(becomes).sort(([, a], [, b]) => b - a);
        const turned = targets.reduce((sum, [, some]) => sum + some, 0);
        const how =
          targets.length === 1
            ? `taken for ${short(named(targets[0][0]), 30)}`
            : "taken for " + list(targets.map(([name, some]) => `${short(named(name), 30)} (${count(some)})`));
        const which =
          turned === images
            ? images === 1
              ? "the one image"
              : `all ${count(images)} images`
            : `${count(turned)} of ${count(images)} images`;
        return `${i ? "" : subject + " "}${which} of ${short(named(from), 30)} ${turned === 1 ? "is" : "are"} ${how}`;
      })
      .join("; ") + "."
  );
}

/** How many images get another class without a filter; with a name, of those that have this class. */
export const turnedWithout = (model, filter, name = null) =>
  (model.removals.get(filter.name) ?? [])
    .filter((outcome) => name === null || outcome.class === name)
    .reduce((sum, { becomes }) => sum + Object.values(becomes).reduce((a, b) => a + b, 0), 0);

/**
 * What a filter's removal does, as a dot for each image in the colour of the class it gets; null where nothing changes.
 */
export function removalDots(model, filter, theme) {
  const outcomes = model.removals.get(filter.name) ?? [];
  const most = Math.max(...outcomes.map(({ images }) => images), 0);
  if (most > MOST_DOTS || !outcomes.some(({ becomes }) => Object.keys(becomes).length)) return null;
  const dot = (name) => {
    const place = model.classes.indexOf(name);
    return el("i", { title: named(name), style: place < 0 ? null : `background-color:${classColour(place, theme)}` });
  };
  const row = ({ class: own, images, becomes }) => {
    const others = Object.entries(becomes).flatMap(([name, some]) => Array(some).fill(name));
    const stay = Array(images - others.length).fill(own);
    return [el("dt", { dir: "auto" }, short(named(own), 24)), el("dd", {}, [...stay, ...others].map(dot))];
  };
  return el("dl", { class: "dots", "aria-hidden": "true" }, outcomes.map(row));
}

/** How a class is reached, in three to five sentences with the filters as pictures. */
export function classStory(model, name, goTo) {
  const best = listedPaths(model, name).sort((a, b) => b.weight - a.weight)[0];
  const own = model.images.filter((image) => image.predicted === name || image.class === name).length;
  const sentences = [
    own ? `${count(own)} of the ${count(model.images.length)} images show it or are taken for it.` : null,
    best && heaviest(model, best, goTo),
    evidenceWords(model, name),
    mostHangsOn(model, name, goTo),
    against(model, name, goTo),
    common(model, name),
  ]
    .filter(Boolean)
    .slice(0, MOST_SENTENCES);
  return sentences.length
    ? el(
        "p",
        { class: "story" },
        sentences.map((sentence, i) => [i ? " " : "", sentence]),
      )
    : null;
}

/** How much of a class's evidence its listed paths carry, other paths, and biases. */
function evidenceWords(model, name) {
  const { [name]: total } = model.fromImage;
  const paths = listedPaths(model, name);
  const what = model.groups.length ? "group of paths" : "path";
  if (total === 0) return "Nothing that speaks for it comes from the image: it all comes from biases.";
  if (total === undefined || !paths.length) return null;
  const listed = paths.reduce((sum, path) => sum + path.weight, 0);
  const [others, biases] = [total - listed, 1 - total].map((rest) => amount(Math.max(rest, 0)));
  return `${paths.length === 1 ? `Its one listed ${what} carries` : `Its ${count(paths.length)} listed ${what.replace(/^(group|path)/, "$1s")} carry`} ${amount(listed)}${paths.length > 1 ? " together" : ""}, all other paths from the image ${others}, and ${biases} comes from biases.`;
}

/** The sentence on the heaviest path, or group of paths with the filters that most of it passes. */
function heaviest(model, best, goTo) {
  if (!best.along)
    return [
      `Its heaviest path runs from the image through `,
      filtersInText(model, best.filters, goTo),
      ` and carries ${amount(best.weight)} of what speaks for it.`,
    ];
  const most = best.filters.filter((filter) => best.along[filter] >= 0.5 || best.through.includes(filter));
  if (!best.through.length)
    return `${amount(best.weight)} of what speaks for it comes from the image without any filter.`;
  return [
    `${amount(best.weight)} of what speaks for it ${best.last ? "ends in" : "runs through"} `,
    best.through.slice(0, 3).map((filter, i) => [i ? ", " : "", inText(model, filter, goTo)]),
    best.through.length > 3 ? ` or ${count(best.through.length - 3)} others` : "",
    most.length > best.through.length
      ? [
          ", mostly by ",
          filtersInText(
            model,
            most.filter((filter) => !best.through.includes(filter)),
            goTo,
          ),
        ]
      : "",
    ".",
  ];
}

/** First, middle and last filters of a path as pictures. */
function filtersInText(model, names, goTo) {
  const shown = names.length <= 5 ? names : [names[0], names[1], null, ...names.slice(-2)];
  return shown.map((name, i) => [i ? " → " : "", name === null ? "…" : inText(model, name, goTo)]);
}

/** A filter as a small picture with its name, leading to the graph. */
export function inText(model, name, goTo) {
  const filter = model.nodes.get(name);
  const face = filter?.layer ? faceOf(filter) : null;
  return el(
    "button",
    { class: "link in-text", dir: "auto", title: name, onclick: () => goTo(name) },
    face && el("img", { src: model.picture(face.picture), alt: "" }),
    short(model.names.called(name, 16), 40),
  );
}

function mostHangsOn(model, name, goTo) {
  const turned = (filter) => turnedWithout(model, filter, name);
  const known = model.filters.filter((filter) => model.removals.has(filter.name));
  if (known.length) {
    const needed = known.filter(turned).sort((a, b) => turned(b) - turned(a) || a.rank - b.rank);
    if (!needed.length)
      return "No single filter is needed for it: without any one of them its images keep their class.";
    return [
      `${needed.length === 1 ? "One filter is" : `${count(needed.length)} filters are`} needed for it, most of all `,
      inText(model, needed[0].name, goTo),
      `: ${lower(removalWords(model, needed[0]))}`,
    ];
  }
  const serving = model.filters
    .filter((filter) => filter.serves === name)
    .sort((a, b) => b.shares[name] - a.shares[name]);
  return serving.length
    ? [
        `Of the filters that serve it alone, most runs through `,
        inText(model, serving[0].name, goTo),
        ` (${percent(serving[0].shares[name])}${model.relative ? " of its layer" : ""}).`,
      ]
    : null;
}

function against(model, name, goTo) {
  const edges = (model.nodes.get("logit:" + name)?.in ?? [])
    .filter((edge) => edge.weights[name] < 0 && edge.from.layer)
    .sort((a, b) => a.weights[name] - b.weights[name]);
  return edges.length
    ? [`Against it speaks most `, inText(model, edges[0].from.name, goTo), ` (${number(edges[0].weights[name], 2)}).`]
    : null;
}

function common(model, name) {
  const serving = model.filters.filter((filter) => filter.serves === name).length;
  const shared = model.filters.filter((filter) => !filter.serves && filter.shares[name] > 0.02).length;
  return serving + shared
    ? `${count(serving)} filters serve it alone, ${count(shared)} serve other classes too.`
    : null;
}

const lower = (words) => words[0].toLowerCase() + words.slice(1);
