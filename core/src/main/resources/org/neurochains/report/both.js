/** Two chains that run in the page of a comparison: one picture, one list of changes, and what either says. */

import { createDose, mostFor } from "./dose.js";
import { createLive } from "./live.js";
import { answerWords, networkOf, networkWords, oddsTable } from "./odds.js";
import { short } from "./format.js";

/** The images of all chains that can run, each once. */
export function imagesOf(chains) {
  const found = new Map();
  for (const { live, region } of chains)
    (live?.images ?? []).forEach((picture, i) => {
      const { file, class: label, predicted, probability } = region[i];
      if (!found.has(picture))
        found.set(picture, { file, class: label, predicted, probability, thumbnail: picture, i: found.size });
    });
  return [...found.values()].map((image) => ({
    ...image,
    original: image.predicted ? [{ class: image.predicted, probability: image.probability }] : [],
  }));
}

/** What the page of one chain needs of it, made of a side of the comparison. */
function modelOf(chain, side, images) {
  const layers = new Map();
  for (const filter of side.filters)
    layers.set(filter.layer, { name: filter.layer, filters: [...(layers.get(filter.layer)?.filters ?? []), filter] });
  return {
    source: { live: { ...chain.live, images: images.map(({ thumbnail }) => thumbnail) } },
    classes: chain.classes,
    images,
    sizes: [],
    nodes: side.nodes,
    layer: layers,
    picture: side.picture,
  };
}

/** One side that runs; null where the page has no network of it. */
export function openSide(chain, side, images, store) {
  const model = modelOf(chain, side, images);
  const live = chain.live?.network ? createLive(model, store) : null;
  live?.start();
  return live && { model, live };
}

/** Both sides as one: what is done is done to both. */
export function joined(left, right) {
  const [a, b] = [left.live, right.live];
  const classes = [...new Set([...left.model.classes, ...right.model.classes])];
  const owner = (name) => [left, right].find(({ model }) => model.nodes.has(name) || model.layer.has(name)) ?? left;
  const live = {
    labels: a.labels,
    input: a.input,
    answer: a.answer,
    smaller: null,
    get result() {
      return a.result && b.result ? { left: a.result, right: b.result } : null;
    },
    get own() {
      return a.own;
    },
    get image() {
      return a.image;
    },
    get covered() {
      return a.covered;
    },
    get pixels() {
      return a.pixels;
    },
    get fault() {
      return a.fault ?? b.fault;
    },
    on: (listener) => [a, b].forEach((each) => each.on(listener)),
    choose: (file) => [a, b].forEach((each) => each.choose(file)),
    putAway: () => [a, b].forEach((each) => each.putAway()),
    undo: a.undo,
    canUndo: a.canUndo,
    reset: a.reset,
    drop: a.drop,
    set: a.set,
    toggle: (name) => owner(name).live.toggle(name),
    isOff: (name) => {
      const { model, live: own } = owner(name);
      return (model.layer.get(name)?.filters ?? [model.nodes.get(name)].filter(Boolean)).every(own.isOff);
    },
    scoreOf: (name) => {
      const { model, live: own } = owner(name);
      return own.scoreOf(model.nodes.get(name));
    },
  };
  const { images, picture } = left.model;
  return { live, model: { classes, images, picture, source: left.model.source } };
}

/** How the answers of two chains are shown. */
export const BOTH = {
  table: (model, live, theme) =>
    oddsTable(
      "Probability of each class: either chain with your changes and as found, and the whole network",
      model.classes,
      live,
      [
        { title: "left", kind: "now", list: live.result.left.now },
        { title: "as found", kind: "was", list: live.result.left.was },
        { title: "right", kind: "now", list: live.result.right.now },
        { title: "as found", kind: "was", list: live.result.right.was },
        { title: "network", kind: "net", of: networkOf(live) },
      ],
      theme,
    ),
  words: (live, changes) => {
    const { left, right } = live.result;
    const change = changes ? `${changes} ${changes === 1 ? "change" : "changes"}: ` : "";
    return `${change}left says ${answerWords(live, left.now, left.was)}; right says ${answerWords(live, right.now, right.was)}.`;
  },
  source: (live) =>
    `Both chains are computed here (${Math.round(live.result.left.milliseconds + live.result.right.milliseconds)} ms), “network” when they were found${networkWords(live)}. A change is made in whichever chain has the filter.`,
};

/** Switches for a chosen filter and its layer, and its score in both. */
export function tryBoth({ live }, left, right, name) {
  const [here, there] = [left.nodes.get(name), right.nodes.get(name)];
  const filter = here ?? there;
  if (!filter || live.scoreOf(name) === undefined) return null;
  const button = (act, target, words) => ({
    act,
    isOff: () => live.isOff(target),
    toggle: () => live.toggle(target),
    words,
  });
  return createDose({
    label: `Score of ${name}${here && there ? " in both" : ""}`,
    most: mostFor(here?.score, there?.score),
    score: () => live.scoreOf(name),
    set: (score) => live.set(name, score),
    switches: [
      button("filter", name, (off) => (off ? "Switch on" : "Switch off")),
      button("layer", filter.layer, (off) => `${off ? "On" : "Off"}: all of ${short(filter.layer, 12)}`),
    ],
  });
}
