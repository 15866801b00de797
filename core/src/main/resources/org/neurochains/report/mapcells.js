/** The chosen image's maps under the graph's columns, as in the paper's figure: SMOE of each layer, all layers together, and the class maps. */

import { el } from "./dom.js";
import { short } from "./format.js";
import { commonRange, mapFigure, methodName } from "./images.js";

const SIDE = 36;

/** Height that the maps take under the graph. */
export const MAPS_ROOM = 2 * SIDE + 44;

/** The cells, placed in the graph's coordinates; none where layers run down or the image has no maps. */
export function mapCells(model, layout, image) {
  if (!layout.maps || !image) return [];
  const byLayer = new Map(image.smoe.map((maps) => [maps.name, maps]));
  const cells = layout.rows
    .filter(({ kind }) => kind === "open")
    .map(({ row, start, end }) => {
      const maps = row.layers.map((name) => byLayer.get(name)).find(Boolean);
      return maps && cell(maps, (start + end) / 2, layout, "SMOE Scale of " + maps.name, "");
    });
  const first = layout.nodes.get("input");
  const right = Math.max(...layout.rows.map(({ end }) => end)) + 30;
  const whole = image.saliency.map((maps, i) =>
    cell(
      maps,
      right + i * (SIDE + 14) + SIDE / 2,
      layout,
      methodName(maps.name),
      short(maps.name.startsWith("Combine") ? "all" : maps.name.split(",")[0], 10),
    ),
  );
  const names = el(
    "div",
    { class: "map-names", style: `left:${first.x - 26}px;top:${layout.floor + 14}px` },
    el("span", {}, "network"),
    el("span", {}, "chain"),
  );
  return [names, ...cells, ...whole.slice(0, Math.floor((layout.width - right) / (SIDE + 14)))].filter(Boolean);
}

function cell(maps, middle, layout, title, caption) {
  const range = commonRange(maps.original, maps.chain);
  return el(
    "div",
    {
      class: "map-cell",
      role: "group",
      "aria-label": title,
      title,
      style: `left:${middle - SIDE / 2}px;top:${layout.floor}px;width:${SIDE}px`,
    },
    el("span", { class: "cap" }, caption),
    mapFigure(maps.original, "network", { range }),
    mapFigure(maps.chain, "chain", { range }),
  );
}
