/** Heat maps as figures. */

import { el } from "./dom.js";
import { number } from "./format.js";
import { drawMap } from "./colour.js";

/** A map over its image (if there is one), with its range as text. */
export function mapFigure(map, caption, { image = null, range, small = false } = {}) {
  if (!map) return null;
  const text = `${number(map.low)} to ${number(map.high)}`;
  return el("figure", { class: "map" + (small ? " small" : "") },
    el("div", { class: "over" },
      image && el("img", { src: image, alt: "" }),
      drawMap(el("canvas", { role: "img", "aria-label": `${caption}: ${text}`, class: image ? "veil" : "" }), map, range)),
    el("figcaption", { title: text }, caption));
}

/** The common range of two maps, so that they can be compared. */
export function commonRange(...maps) {
  const there = maps.filter(Boolean);
  return there.length ? [Math.min(...there.map((map) => map.low)), Math.max(...there.map((map) => map.high))] : [0, 1];
}
