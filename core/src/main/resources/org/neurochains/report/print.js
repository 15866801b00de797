/** The printed form: a case study of the region on a few pages. */

import { el } from "./dom.js";
import { count, number, percent, short } from "./format.js";
import { classColour, scoreColour } from "./colour.js";
import { chainWords, regionName, sharedWords } from "./chains.js";
import { pair } from "./images.js";
import { bestLayout } from "./layout.js";
import { onePerClass } from "./model.js";
import { summary } from "./sections.js";
import { vectorGraph } from "./vector.js";

export function caseStudy(model, scene, state) {
  const layout = bestLayout(model, { shown: scene.shown, closed: [], flow: state.flow }, { width: 700, height: 560 });
  const seen = onePerClass(model);
  return [
    summary(model),
    el("figure", { class: "plate" }, vectorGraph(model, scene, layout, "light"), el("figcaption", {}, caption(model, scene))),
    model.images.length && part("The region", el("div", { class: "thumbs" }, model.images.filter((image) => image.thumbnail !== null).map((image) => el("figure", {}, el("img", { src: model.picture(image.thumbnail), alt: image.file }), el("figcaption", { dir: "auto" }, short(image.predicted ?? image.class, 12), el("br"), percent(image.probability)))))),
    seen.some((image) => image.saliency.length + image.smoe.length) && part("What the networks look at", seen.map((image) => el("div", { class: "look" },
      el("h3", { dir: "auto" }, image.class), el("div", { class: "saliency" }, image.saliency.map((maps) => pair(maps, model.picture(image.thumbnail), "large"))), el("div", { class: "smoe" }, image.smoe.map((maps) => pair(maps, null, "small")))))),
    model.chains.length && part("Inference chains", model.classes.map((name, i) => el("div", {}, el("h3", { dir: "auto", style: `color:${classColour(i, "light")}` }, short(name, 60)), el("ol", {}, chainWords(model.chains.filter((chain) => chain.class === name)).map((words) => el("li", {}, words)))))),
    el("p", {}, sharedWords(model)),
    model.filters.some((filter) => filter.evidence?.visualisations.length) && part("What the filters answer to", gallery(model)),
    part("Layers", el("ul", { class: "kept" }, model.layers.map((layer) => el("li", {}, el("b", { dir: "auto" }, layer.name), layer.bypassed ? " bypassed" : ` ${count(layer.filters.length)} of ${count(layer.units)}`)))),
  ].filter(Boolean);
}

function caption(model, scene) {
  const [low, high] = model.scores;
  return `${regionName(model)}: ${count(scene.count)} retained filters, ${count(scene.edges.length)} of ${count(model.edges.length)} edges. Discs are filters, squares shortcut channels; colour is the score, from ${number(low, 2)} (blue) to ${number(high, 2)} (red). Solid edges add, dashed ones take away.`;
}

function gallery(model) {
  const colour = scoreColour(model.scores, "light");
  return el("div", { class: "gallery" }, model.filters.filter((filter) => filter.evidence?.visualisations.length).map((filter) => el("figure", {},
    el("img", { src: model.picture(filter.evidence.visualisations[0].picture), alt: "", style: `border-color:${colour(filter.score)}` }), el("figcaption", { dir: "auto" }, short(filter.name, 14), el("br"), number(filter.score, 2)))));
}

const part = (title, ...children) => el("section", {}, el("h2", {}, title), children);
