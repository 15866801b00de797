/** The printed form: a case study of the region on a few pages. */

import { el } from "./dom.js";
import { count, named, number, percent, short } from "./format.js";
import { classColour } from "./colour.js";
import { chainWords, regionName, sharedWords } from "./chains.js";
import { layerMaps, pair } from "./images.js";
import { bestLayout } from "./layout.js";
import { faceOf, listedPaths, onePerClass } from "./model.js";
import { readScene } from "./scene.js";
import { summary } from "./sections.js";
import { vectorGraph } from "./vector.js";

export function caseStudy(model, scene, state) {
  const layout = bestLayout(
    model,
    { shown: scene.shown, closed: [], flow: state.flow, whole: true },
    { width: 700, height: 560 },
  );
  const seen = onePerClass(model);
  return [
    summary(model),
    el(
      "figure",
      { class: "plate" },
      vectorGraph(model, scene, layout, "light"),
      el("figcaption", {}, caption(model, scene)),
    ),
    model.images.length &&
      part(
        "The region",
        el(
          "div",
          { class: "thumbs" },
          model.images
            .filter((image) => image.thumbnail !== null)
            .map((image) =>
              el(
                "figure",
                {},
                el("img", { src: model.picture(image.thumbnail), alt: image.file }),
                el(
                  "figcaption",
                  { dir: "auto" },
                  short(image.predicted ?? image.class, 12),
                  el("br"),
                  percent(image.probability),
                ),
              ),
            ),
        ),
      ),
    seen.some((image) => image.saliency.length + image.smoe.length) &&
      part(
        "What the networks look at",
        seen.map((image) =>
          el(
            "div",
            { class: "look" },
            el("h3", { dir: "auto" }, image.class),
            el(
              "div",
              { class: "saliency" },
              image.saliency.map((maps) => pair(maps, model.picture(image.thumbnail), "large")),
            ),
            el(
              "div",
              { class: "smoe" },
              layerMaps(model, image).map((maps) => pair(maps, null, "small")),
            ),
          ),
        ),
      ),
    model.chains.length &&
      part(
        "Inference chains",
        model.classes.map((name, i) =>
          el(
            "div",
            {},
            el("h3", { dir: "auto", style: `color:${classColour(i, "light")}` }, short(named(name), 60)),
            el(
              "ol",
              {},
              chainWords(listedPaths(model, name)).map((words) => el("li", {}, words)),
            ),
          ),
        ),
      ),
    el("p", {}, sharedWords(model)),
    model.filters.some(faceOf) && part("What the filters answer to", gallery(model)),
    part(
      "Layers",
      el(
        "ul",
        { class: "kept" },
        model.layers.map((layer) =>
          el(
            "li",
            {},
            el("b", { dir: "auto" }, layer.name),
            layer.bypassed ? " bypassed" : ` ${count(layer.filters.length)} of ${count(layer.units)}`,
          ),
        ),
      ),
    ),
  ].filter(Boolean);
}

/** The five steps, one a page of a screen's form: the images, the removed filter, or the graph as it is shown there. */
export function slides(model, _scene, state, steps) {
  return steps.map(({ title, text, choose, filter }, i) =>
    el(
      "section",
      { class: "slide" },
      el("h2", {}, title),
      el(
        "div",
        { class: "told" },
        text.map((part) => part && part.cloneNode(true)),
      ),
      i === 0 ? allImages(model) : filter ? answersTo(model, filter) : graphShown(model, { ...state, ...choose }),
      el("footer", { dir: "auto" }, `${model.source.title || regionName(model)} · ${i + 1} of ${steps.length}`),
    ),
  );
}

function allImages(model) {
  const shown = model.images.filter((image) => image.thumbnail !== null).slice(0, 40);
  const columns = Math.max(Math.ceil(Math.sqrt(shown.length * 3)), 4);
  return el(
    "div",
    { class: "all-images", style: `grid-template-columns:repeat(${columns}, 1fr)` },
    shown.map((image) => el("img", { src: model.picture(image.thumbnail), alt: image.file })),
  );
}

/** What a filter answers to, as large as there is room. */
function answersTo(model, filter) {
  const face = faceOf(filter);
  const crops = (filter.evidence?.topImages ?? []).slice(0, 5).map(({ crop }) => model.picture(crop));
  const seen = [...new Set([face && model.picture(face.picture), ...crops])].filter(Boolean);
  return el(
    "figure",
    { class: "answers" },
    seen.map((src) => el("img", { src, alt: "" })),
    el("figcaption", {}, seen.length > 0 && `What ${filter.name} answers to`),
  );
}

function graphShown(model, state) {
  const scene = readScene(model, state);
  const layout = bestLayout(
    model,
    { shown: scene.shown, closed: [], flow: "right", whole: true },
    { width: 1200, height: 420 },
  );
  return el("figure", { class: "plate" }, vectorGraph(model, scene, layout, "light"));
}

function caption(model, scene) {
  return `${regionName(model)}: ${count(scene.count)} retained filters, ${count(scene.edges.length)} of ${count(model.edges.length)} edges. Discs are filters, squares shortcut channels; colour is the class that a filter serves, grey where it serves several${model.ranked === "effect" ? "; the larger, the further the class falls without it" : ""}. Solid edges add, dashed ones take away.`;
}

function gallery(model) {
  const colour = (filter) => (filter.serves ? classColour(model.classes.indexOf(filter.serves), "light") : "#777");
  return el(
    "div",
    { class: "gallery" },
    model.filters
      .filter(faceOf)
      .map((filter) =>
        el(
          "figure",
          {},
          el("img", { src: model.picture(faceOf(filter).picture), alt: "", style: `border-color:${colour(filter)}` }),
          el(
            "figcaption",
            { dir: "auto" },
            short(filter.name, 14),
            el("br"),
            `${model.ranked} ${number(filter[model.ranked], 2)}`,
          ),
        ),
      ),
  );
}

const part = (title, ...children) => el("section", {}, el("h2", {}, title), children);
