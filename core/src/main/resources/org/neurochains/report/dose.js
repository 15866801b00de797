/** Switches of a filter and of its layer, and its score as the reader may set it. */

import { el } from "./dom.js";
import { number } from "./format.js";

/**
 * {element, update}: `update` brings it in line with the chain and leaves its controls in place; a drag goes on.
 * `score()` is the score now, `most` the largest that can be set; `switches` are {act, words(off), isOff(), toggle()}.
 */
export function createDose({ label, most, score, set, switches }) {
  const slider = el("input", {
    type: "range",
    "data-act": "score",
    min: -most,
    max: most,
    step: 0.01,
    "aria-label": label,
    oninput: () => set(Number(slider.value)),
  });
  const output = el("output", {});
  const buttons = switches.map(({ act, toggle }) =>
    el("button", { class: "switch", "data-act": act, onclick: toggle }),
  );
  const update = () => {
    slider.value = score();
    output.textContent = number(score(), 2);
    switches.forEach(({ isOff, words }, i) => {
      buttons[i].setAttribute("aria-pressed", String(isOff()));
      buttons[i].textContent = words(isOff());
    });
  };
  update();
  return { element: el("div", { class: "try-it" }, buttons, el("label", { class: "dose" }, slider, output)), update };
}

/** Twice a score's size, up to the next hundredth: as far as the reader can set it. */
export const mostFor = (...scores) =>
  Math.max(Math.ceil(200 * Math.max(...scores.map((score) => Math.abs(score ?? 0)))) / 100, 0.1);
