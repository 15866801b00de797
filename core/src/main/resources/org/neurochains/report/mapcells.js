/**
 * The chosen image's maps under the graph's columns, as in the paper's figure: SMOE of each layer, all layers together,
 * and the class maps.
 */

import { el } from "./dom.js";
import { drawMap } from "./colour.js";
import { number, short } from "./format.js";
import { commonRange, methodName } from "./images.js";

const SIDE = 44;
const CAPTION = 12;
const BETWEEN = 3;
const APART = 18;

/** What the maps of a document's images take of the graph: height under it, and length behind its last layer. */
export function mapsRoom(images) {
  if (!images.some(({ smoe }) => smoe.length)) return { maps: 0, beside: 0 };
  const most = Math.max(...images.map((image) => methods(image).length));
  return { maps: CAPTION + 2 * SIDE + BETWEEN + 11, beside: most * (SIDE + APART) };
}

/** An image's maps as a whole, of each method the first variant. */
function methods({ saliency }) {
  const method = ({ name }) => name.split(",")[0];
  return saliency.filter((maps, i) => saliency.findIndex((other) => method(other) === method(maps)) === i);
}

/** The row of maps, in the graph's coordinates. One canvas holds them all: many small ones take long to set up. */
export function createMaps() {
  const sheet = el("canvas", { "aria-hidden": "true" });
  const cells = el("div", {});
  const element = el("div", { class: "map-row" }, sheet, cells);
  const one = el("canvas", {});
  let shown = [];
  return {
    element,
    draw(layout, image) {
      element.hidden = !layout.maps || !image;
      if (element.hidden || (shown[0] === layout && shown[1] === image)) return;
      shown = [layout, image];
      const maps = placed(layout, image);
      const scale = window.devicePixelRatio || 1;
      Object.assign(sheet, { width: layout.width * scale, height: (2 * SIDE + BETWEEN) * scale });
      sheet.style.cssText = `top:${CAPTION}px;width:${layout.width}px;height:${2 * SIDE + BETWEEN}px`;
      element.style.top = layout.floor + "px";
      const context = sheet.getContext("2d");
      context.scale(scale, scale);
      for (const { x, original, chain } of maps) {
        const range = commonRange(original, chain);
        [original, chain].forEach((map, i) => {
          if (map) context.drawImage(drawMap(one, map, range), x - SIDE / 2, i * (SIDE + BETWEEN), SIDE, SIDE);
        });
      }
      const { x, r } = layout.nodes.get("input");
      cells.replaceChildren(
        maps.length
          ? el(
              "div",
              { class: "map-names", style: `left:${x - r}px` },
              el("span", {}, "network"),
              el("span", {}, "chain"),
            )
          : el(
              "p",
              { class: "map-none small", style: `left:${x - r}px` },
              "No maps of this image: explain makes them of --per-class images of each class.",
            ),
        ...maps.map(cell),
      );
    },
  };
}

/** An image's maps with the places of their middles: one under each layer, the others behind the last. */
function placed(layout, image) {
  const byLayer = new Map(image.smoe.map((maps) => [maps.name, maps]));
  const layers = layout.rows
    .filter(({ kind }) => kind === "open")
    .map(({ row, start, end }) => {
      const maps = row.layers.map((name) => byLayer.get(name)).find(Boolean);
      return maps && { ...maps, x: (start + end) / 2, title: "SMOE Scale of " + maps.name, caption: "" };
    })
    .filter(Boolean);
  const behind = Math.max(...layout.rows.map(({ end }) => end)) + 30 + SIDE / 2;
  const whole = methods(image).map((maps, i) => ({
    ...maps,
    x: behind + i * (SIDE + APART),
    title: methodName(maps.name),
    caption: short(maps.name.startsWith("Combine") ? "all layers" : maps.name.split(",")[0], 11),
  }));
  return [...layers, ...whole];
}

function cell({ x, title, caption, original, chain }) {
  const side = (map, words) => (map ? `${words} ${number(map.low)} to ${number(map.high)}` : "");
  const words = [title, side(original, "network"), side(chain, "chain")].filter(Boolean).join(", ");
  return el(
    "div",
    {
      class: "map-cell",
      role: "img",
      "aria-label": words,
      title: words,
      style: `left:${x - SIDE / 2 - 9}px;width:${SIDE + 18}px`,
    },
    caption,
  );
}
