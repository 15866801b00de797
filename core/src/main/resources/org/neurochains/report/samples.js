/**
 * A chain for each image: how many filters each needs, what similar ones share, where a misclassified one leaves its
 * class.
 */

import { el, section, table } from "./dom.js";
import { count, number, percent, short } from "./format.js";

/** The section; nothing where the comparison is not one of single images. */
export function samplesSection({ samples }) {
  if (!samples) return null;
  const most = Math.max(...samples.images.map((image) => image.filters), 1);
  const bar = (filters) =>
    el("span", { class: "bar", "aria-hidden": "true" }, el("i", { style: `width:${(100 * filters) / most}%` }));
  const face = (image) => (image.thumbnail ? el("img", { class: "face", src: image.thumbnail, alt: "" }) : "");
  return section(
    "samples",
    "What the samples say",
    el(
      "div",
      { class: "answers" },
      samples.answers.map(({ question, answer }) => el("article", {}, el("h3", {}, question), el("p", {}, answer))),
    ),
    samples.departures.map(departure),
    el("h3", {}, "Every image"),
    table(
      "One chain for each image",
      [
        ["image", ""],
        ["picture", ""],
        ["class", ""],
        ["predicted", ""],
        ["probability", "n"],
        ["filters", "n"],
        ["compared", ""],
        ["KL", "n"],
      ],
      samples.images.map((image) => [
        image.file,
        face(image),
        short(image.class, 30),
        (image.class === image.predicted ? "" : "≠ ") + short(image.predicted, 30),
        percent(image.probability),
        count(image.filters),
        bar(image.filters),
        number(image.kl),
      ]),
    ),
  );
}

/** A misclassified image's chain against those of its class and of the predicted one, layer by layer. */
function departure({ file, class: own, predicted, leavesAt, reason, layers }) {
  return el(
    "details",
    { class: "departure" },
    el(
      "summary",
      { dir: "auto" },
      `${file}: called ${short(predicted, 30)}, is ${short(own, 30)}; ${leavesAt ? "leaves the path of its class at " + leavesAt : reason}`,
    ),
    table(
      "Mean overlap with the chains of correctly classified images",
      [
        ["layer", ""],
        ["with " + short(own, 24), "n"],
        ["with " + short(predicted, 24), "n"],
      ],
      layers.map((layer) => [layer.layer, number(layer.own, 3), number(layer.predicted, 3)]),
    ),
  );
}
