/** The region's images in a line over the graph: choosing one shows its edges, its maps and its probabilities. */

import { el } from "./dom.js";
import { fileName, percent, short } from "./format.js";

/** Chooses one of the region's images, or lets it go; a picture of the reader's own is put away for it. */
export function chooseImage(store, live, image) {
  const same = store.get().image === image;
  if (same && live?.own) live.putAway();
  else store.set({ image: same ? "" : image });
}

/** Builds the line; nothing where the document has no pictures. */
export function createStrip(model, store, live) {
  const shown = model.images.filter((image) => image.thumbnail !== null);
  if (!shown.length) return { element: null, render() {} };
  const element = el(
    "div",
    { class: "film", role: "group", "aria-label": "The region’s images" },
    shown.map((image) =>
      el(
        "button",
        {
          class: "mini",
          "data-i": image.i,
          title: `${image.file}: ${image.predicted ?? image.class}, ${percent(image.probability)}`,
          "aria-label": `${short(fileName(image.file), 30)}, ${image.class}`,
          onclick: () => chooseImage(store, live, String(image.i)),
        },
        el("img", { src: model.picture(image.thumbnail), alt: "", loading: "lazy" }),
      ),
    ),
  );
  const render = () =>
    element
      .querySelectorAll("button")
      .forEach((button) =>
        button.setAttribute(
          "aria-pressed",
          String(!live?.own && button.dataset.i === (store.get().image || (live ? "0" : ""))),
        ),
      );
  return { element, render };
}
