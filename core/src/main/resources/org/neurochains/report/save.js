/** What the reader takes away: pictures, data, a table, and a copy of the page with the notes. */

import { download } from "./dom.js";
import { filterColumns, filterRows } from "./sections.js";

/** The notes on filters, kept in the page's own element so that a saved copy has them. */
export function createNotes() {
  const home = document.getElementById("notes");
  const notes = new Map(JSON.parse(home.textContent));
  return {
    get: (name) => notes.get(name) ?? "",
    all: () => Object.fromEntries(notes),
    set(name, text) {
      notes.set(name, text);
      if (!text) notes.delete(name);
      home.textContent = JSON.stringify([...notes]).replaceAll("<", "\\u003c");
    },
  };
}

/** The SVG as text. */
export const saveSvg = (graph) => download("chain.svg", new XMLSerializer().serializeToString(graph), "image/svg+xml");

/** The SVG as pixels, at twice its size. */
export async function savePng(graph) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(graph)], { type: "image/svg+xml" }));
  await image.decode();
  const canvas = document.createElement("canvas");
  const scale = Math.min(2, 8000 / image.width, 8000 / image.height);
  canvas.width = image.width * scale;
  canvas.height = image.height * scale;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  canvas.toBlob((blob) => download("chain.png", blob));
}

/** The whole document with the notes and the reader's changes. */
export const saveJson = (model, notes, changes) =>
  download(
    "report.json",
    JSON.stringify({ ...model.source, notes: notes.all(), changes }, null, 1),
    "application/json",
  );

/** The names that the reader gave. */
export const saveNames = (names) =>
  download(
    "names.json",
    JSON.stringify({ schema: "neurochains/names/1", names: names.saved() }, null, 1),
    "application/json",
  );

/** The table of filters. */
export function saveCsv(model, notes) {
  const quote = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const rows = filterRows(model, true).map((row) => [...row, notes.get(row[0])]);
  download(
    "filters.csv",
    "\ufeff" + [[...filterColumns(model), "your note"], ...rows].map((row) => row.map(quote).join(",")).join("\r\n"),
    "text/csv",
  );
}

/** This page again, as it was opened, with the notes inside. */
export function saveCopy() {
  const copy = document.documentElement.cloneNode(true);
  copy.querySelectorAll("#app, #print").forEach((part) => part.replaceChildren());
  copy.removeAttribute("data-theme");
  copy.querySelector("#notes").dataset.view = location.hash;
  copy.querySelector("title").textContent = document.title;
  download("report.html", "<!DOCTYPE html>\n" + copy.outerHTML, "text/html");
}
