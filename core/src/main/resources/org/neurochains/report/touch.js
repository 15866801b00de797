/**
 * The panel in which the reader changes the chain: a picture to cover, the classes' probabilities, the list of changes.
 */

import { el, renew } from "./dom.js";
import { changeWords, hiddenBy } from "./changes.js";
import { answerWords, networkWords, oddsOfOne } from "./odds.js";
import { count, fileName, short } from "./format.js";

/** How the answer of one chain is shown: a table, a sentence that is read out, and where the numbers are from. */
const ONE = {
  table: oddsOfOne,
  words: announcement,
  source: (live) =>
    `${live.smaller ? `“Now” is the chain of ${count(live.smaller.filters)} filters. ` : ""}“Now” and “as found” are computed here${live.result.milliseconds >= 0.5 ? ` (${Math.round(live.result.milliseconds)} ms)` : ""}, “network” when the page was made${networkWords(live)}.`,
};

/** Builds the panel; without a live chain it only says why. Its listeners end with the signal, where there is one. */
export function createTouch(model, store, theme, live, shown = ONE, signal = undefined) {
  const element = el(
    "section",
    { class: "touch", "aria-labelledby": "touch-title" },
    el("header", {}, el("h2", { id: "touch-title" }, "What if")),
  );
  if (!live) {
    const reason =
      model.source.live?.absent ?? "This page was made without the chain’s network; neurochains explain puts it in.";
    element.append(el("p", { class: "small" }, reason));
    return { element, render() {} };
  }
  const picture = createPicture(store, live);
  const clicks = el("input", {
    type: "checkbox",
    id: "clicks",
    onchange: () => store.set({ click: clicks.checked ? "off" : "" }),
  });
  const file = el("input", {
    type: "file",
    id: "own",
    accept: "image/*",
    onchange: () => file.files[0] && live.choose(file.files[0]),
  });
  const table = el("div", { class: "odds" });
  const changes = el("div", { class: "changes" });
  const undo = el("button", { class: "undo", title: "Ctrl Z", onclick: live.undo }, "Undo");
  const reset = el("button", { class: "reset", onclick: live.reset }, "Undo all");
  const status = el("p", { class: "hidden-text", role: "status" });
  const small = el("p", { class: "small" });
  element.firstChild.append(undo, reset);
  element.append(
    el(
      "div",
      { class: "try" },
      picture.element,
      el(
        "div",
        {},
        el("p", { class: "name", dir: "auto" }),
        el("label", { class: "file", for: "own", title: "or drop or paste one" }, "Your own picture …", file),
        el("p", { class: "small" }, "Drag over the picture to cover a part."),
        el("label", { class: "mode", for: "clicks" }, clicks, " A click on a filter switches it off"),
      ),
    ),
    table,
    changes,
    small,
    status,
  );
  const hear = (type, listener) => document.addEventListener(type, listener, { signal });
  hear("dragover", (event) => event.preventDefault());
  hear("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files[0]) live.choose(event.dataTransfer.files[0]);
  });
  hear("paste", (event) => {
    const pasted = [...(event.clipboardData?.files ?? [])].find((each) => each.type.startsWith("image/"));
    if (pasted) live.choose(pasted);
  });
  hear("keydown", (event) => {
    const writing = event.target.matches("textarea, input:not([type=range], [type=checkbox])");
    if (writing || event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    live.undo();
  });
  let said = "";

  function render() {
    picture.render();
    const name = live.own?.name ?? live.image?.file ?? "";
    element.querySelector(".name").replaceChildren(short(fileName(name), 28));
    clicks.checked = store.get().click === "off";
    renew(changes, changeList(store, live));
    undo.setAttribute("aria-disabled", String(!live.canUndo()));
    reset.setAttribute("aria-disabled", String(!store.get().do.length));
    if (live.fault) small.textContent = live.fault;
    if (!live.result) return;
    table.replaceChildren(shown.table(model, live, theme()));
    small.textContent = live.fault ?? shown.source(live);
    const words = shown.words(live, store.get().do.length);
    if (words !== said) status.textContent = said = words;
  }

  live.on(render);
  return { element, render };
}

function announcement(live, changes) {
  const { now, was } = live.result;
  const size = live.smaller ? `${live.smaller.filters} filters, ` : "";
  const change = changes ? `${changes} ${changes === 1 ? "change" : "changes"}: ` : "";
  return `${size}${change}the chain says ${answerWords(live, now, was)}.`;
}

function changeList(store, live) {
  const { do: list } = store.get();
  if (!list.length)
    return el("p", { class: "small" }, "Nothing is changed yet. Switch a filter off: on its card, or with the key X.");
  return el(
    "ol",
    { "aria-label": "Your changes" },
    list.map((change, i) =>
      el(
        "li",
        {},
        el(
          "button",
          {
            title: "Take this change back",
            "aria-label": "Take back: " + changeWords(change),
            onclick: () => live.drop(i),
          },
          changeWords(change),
          el("span", { "aria-hidden": "true" }, " ×"),
        ),
      ),
    ),
  );
}

/** The picture as the network sees it; a rectangle dragged over it, or moved by keys, covers a part. */
function createPicture(store, live) {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const box = el("i", { class: "cover" });
  const element = el(
    "div",
    {
      class: "cover-picture",
      tabindex: 0,
      role: "group",
      "aria-label":
        "Picture. Drag to cover a part. Keys: arrows move a square, plus and minus resize it, Enter covers.",
    },
    canvas,
    box,
  );
  let start = null;
  let square = null;

  const at = (event) => {
    const bounds = canvas.getBoundingClientRect();
    const scale = (value, length, most) => Math.min(Math.max(Math.floor((value / length) * most), 0), most - 1);
    return [
      scale(event.clientX - bounds.left, bounds.width, canvas.width),
      scale(event.clientY - bounds.top, bounds.height, canvas.height),
    ];
  };
  const between = ([x, y], [u, v]) => [Math.min(x, u), Math.min(y, v), Math.abs(x - u) + 1, Math.abs(y - v) + 1];
  const show = (part) => {
    const [x, y, width, height] = part ?? [0, 0, 0, 0];
    box.hidden = !part;
    box.style.cssText = `left:${(100 * x) / canvas.width}%;top:${(100 * y) / canvas.height}%;width:${(100 * width) / canvas.width}%;height:${(100 * height) / canvas.height}%`;
  };
  const cover = (part) => store.set({ do: [...store.get().do, "hide=" + part.join(",")] });

  element.addEventListener("pointerdown", (event) => {
    if (event.button || !live.pixels) return;
    start = at(event);
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener("pointermove", (event) => start && show(between(start, at(event))));
  element.addEventListener("pointerup", (event) => {
    if (start && String(start) !== String(at(event))) cover(between(start, at(event)));
    start = null;
    show(null);
  });
  element.addEventListener("keydown", (event) => {
    if (!live.pixels) return;
    const side = square?.[2] ?? Math.ceil(canvas.width / 4);
    const [x, y] = square ?? [Math.floor((canvas.width - side) / 2), Math.floor((canvas.height - side) / 2)];
    const step = Math.max(1, Math.round(canvas.width / 32));
    const moved = {
      ArrowLeft: [x - step, y, side],
      ArrowRight: [x + step, y, side],
      ArrowUp: [x, y - step, side],
      ArrowDown: [x, y + step, side],
      "+": [x, y, side + step],
      "=": [x, y, side + step],
      "-": [x, y, side - step],
      Enter: [x, y, side],
    }[event.key];
    if (!moved) return;
    event.preventDefault();
    const large = Math.min(Math.max(moved[2], 1), Math.min(canvas.width, canvas.height));
    square = [
      Math.min(Math.max(moved[0], 0), canvas.width - large),
      Math.min(Math.max(moved[1], 0), canvas.height - large),
      large,
    ];
    if (event.key === "Enter") cover([...square, large]);
    show([...square, large]);
  });
  element.addEventListener("blur", () => show(null));

  return {
    element,
    render() {
      const { pixels } = live;
      if (!pixels) return;
      canvas.width = pixels.width;
      canvas.height = pixels.height;
      const context = canvas.getContext("2d");
      context.putImageData(new ImageData(Uint8ClampedArray.from(pixels.data), pixels.width, pixels.height), 0, 0);
      context.fillStyle = `rgb(${live.input.mean.map((value) => Math.round(value * 255)).join(",")})`;
      for (const part of hiddenBy(store.get().do)) context.fillRect(...part);
    },
  };
}
