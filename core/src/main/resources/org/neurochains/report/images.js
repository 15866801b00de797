/** The region's images; choosing one shows both networks' predictions and maps. */

import { bars, el, section } from "./dom.js";
import { fileName, named, number, percent, short } from "./format.js";
import { drawMap } from "./colour.js";
import { chooseImage } from "./strip.js";

/** The section: a strip of images by class and the chosen image's panel. */
export function imagesSection(model, store, live) {
  if (!model.images.length) return { element: null, render() {} };
  const strip = el("div", { class: "strip" });
  const panel = el("div", { class: "chosen-image" });
  const classes = [...new Set(model.images.map((image) => image.class))];
  strip.append(
    ...classes.map((name) =>
      el(
        "div",
        { class: "group", role: "group", "aria-label": name },
        el("h3", { dir: "auto", title: name }, short(named(name), 40)),
        el(
          "div",
          { class: "thumbs" },
          model.images.filter((image) => image.class === name).map((image) => thumb(model, store, live, image)),
        ),
      ),
    ),
  );
  const render = () => {
    const chosen = model.images[Number(store.get().image || -1)];
    strip
      .querySelectorAll("button")
      .forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.i === store.get().image)));
    panel.replaceChildren(
      ...(chosen
        ? imagePanel(model, chosen)
        : [el("p", { class: "small" }, "Choose an image to see what both networks make of it.")]),
    );
  };
  return { element: section("images", "The region", strip, panel), render };
}

function thumb(model, store, live, image) {
  const wrong = image.predicted && image.class && image.predicted !== image.class;
  const text = `${image.file}: ${image.predicted ?? image.class} ${percent(image.probability)}${wrong ? ", misclassified" : ""}`;
  const picture = model.picture(image.thumbnail);
  return el(
    "button",
    {
      class: "thumb" + (wrong ? " wrong" : ""),
      "data-i": image.i,
      title: text,
      "aria-label": text,
      onclick: () => chooseImage(store, live, String(image.i)),
    },
    picture ? el("img", { src: picture, alt: "" }) : el("span", { class: "blank" }, short(fileName(image.file), 10)),
    wrong && el("span", { class: "mark", dir: "auto" }, "≠ " + short(named(image.predicted), 10)),
  );
}

function imagePanel(model, image) {
  const picture = model.picture(image.thumbnail);
  const given = image.original.length
    ? image.original
    : image.predicted
      ? [{ class: image.predicted, probability: image.probability }]
      : [];
  return [
    el(
      "div",
      { class: "predictions" },
      el(
        "figure",
        {},
        picture && el("img", { src: picture, alt: image.file }),
        el("figcaption", { dir: "auto", title: image.file }, short(fileName(image.file), 36)),
      ),
      predictions("Original network", given),
      predictions("Chain", image.chain),
    ),
    image.saliency.length
      ? el(
          "div",
          { class: "saliency" },
          image.saliency.map((maps) => pair(maps, picture, "large")),
        )
      : null,
    image.smoe.length
      ? el(
          "div",
          {},
          el("h4", {}, "SMOE Scale by layer"),
          el(
            "p",
            { class: "small" },
            "Where the channels of each layer that is not bypassed carry information: above in the original network, below in the chain.",
          ),
          el(
            "div",
            { class: "smoe", tabindex: 0, role: "region", "aria-label": "SMOE maps by layer" },
            layerMaps(model, image).map((maps) => pair(maps, null, "small")),
          ),
        )
      : null,
  ].filter(Boolean);
}

/** An image's SMOE maps of the layers that the chain has; of a bypassed one it has none. */
export const layerMaps = (model, image) => image.smoe.filter(({ name }) => !model.layer.get(name)?.bypassed);

/** One method's maps of both networks, on a common scale. */
export function pair(maps, picture, kind) {
  const range = commonRange(maps.original, maps.chain);
  return el(
    "div",
    { class: "maps " + kind, role: "group", "aria-label": methodName(maps.name) },
    el("h4", { dir: "auto", title: maps.name }, short(methodName(maps.name), 34)),
    el(
      "div",
      {},
      mapFigure(maps.original, "original", { image: picture, range }),
      mapFigure(maps.chain, "chain", { image: picture, range }),
    ),
  );
}

function predictions(title, list) {
  if (!list.length) return null;
  return el(
    "div",
    {},
    el("h4", {}, title),
    bars(
      list.map(({ class: name, probability }) => [
        name,
        short(named(name), 22),
        probability,
        null,
        percent(probability),
      ]),
    ),
  );
}

/** A map over its image (if there is one), with its range as text. */
export function mapFigure(map, caption, { image = null, range, small = false } = {}) {
  if (!map) return null;
  const text = `${number(map.low)} to ${number(map.high)}`;
  return el(
    "figure",
    { class: "map" + (small ? " small" : "") },
    el(
      "div",
      { class: "over" },
      image && el("img", { src: image, alt: "" }),
      drawMap(
        el("canvas", { role: "img", "aria-label": `${caption}: ${text}`, class: image ? "veil" : "" }),
        map,
        range,
      ),
    ),
    el("figcaption", { title: text }, caption, range === undefined && [el("br"), number(map.high, 2)]),
  );
}

/** The common range of two maps, so that they can be compared. */
export function commonRange(...maps) {
  const there = maps.filter(Boolean);
  return there.length ? [Math.min(...there.map((map) => map.low)), Math.max(...there.map((map) => map.high))] : [0, 1];
}

/** A method's name in words that a reader knows. */
export function methodName(name) {
  return name
    .replace(/^Combine All.*/, "All layers together (SMOE)")
    .replace(", probability weights", ", by probability")
    .replace(", logit weights", ", by logit");
}
