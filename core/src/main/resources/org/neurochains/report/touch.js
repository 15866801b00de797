/** The panel in which the reader changes the chain: a picture to cover, the classes' probabilities, the list of changes. */

import { el, meter } from "./dom.js";
import { classColour } from "./colour.js";
import { changeWords, hiddenBy } from "./changes.js";
import { runs } from "./sizes.js";
import { count, fileName, named, number, percent, short } from "./format.js";

const SHOWN = 3;
const SIDES = ["now", "as found", "network"];

/** Builds the panel; without a live chain it only says why. */
export function createTouch(model, store, theme, live) {
  const element = el(
    "section",
    { class: "touch", "aria-labelledby": "touch-title" },
    el("h2", { id: "touch-title" }, "What if"),
  );
  if (!live) {
    const reason =
      model.source.live?.absent ?? "This page was made without the chain’s network; neurochains explain puts it in.";
    element.append(el("p", { class: "small" }, reason));
    return { element, render() {} };
  }
  const picture = createPicture(store, live);
  const clicks = el("button", {
    class: "mode",
    id: "clicks",
    onclick: () => store.set({ click: store.get().click ? "" : "off" }),
  });
  const file = el("input", {
    type: "file",
    id: "own",
    accept: "image/*",
    onchange: () => file.files[0] && live.choose(file.files[0]),
  });
  const table = el("div", { class: "odds" });
  const changes = el("div", { class: "changes" });
  const status = el("p", { class: "hidden-text", role: "status" });
  const small = el("p", { class: "small" });
  element.append(
    el(
      "div",
      { class: "try" },
      picture.element,
      el(
        "div",
        {},
        el("p", { class: "name", dir: "auto" }),
        clicks,
        el("label", { class: "file", for: "own" }, "Your own picture …", file),
        el("p", { class: "small" }, "or drop or paste one. Drag over the picture to cover a part."),
      ),
    ),
    table,
    changes,
    small,
    status,
  );
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files[0]) live.choose(event.dataTransfer.files[0]);
  });
  document.addEventListener("paste", (event) => {
    const pasted = [...(event.clipboardData?.files ?? [])].find((each) => each.type.startsWith("image/"));
    if (pasted) live.choose(pasted);
  });
  let said = "";

  function render() {
    picture.render();
    const name = live.own?.name ?? live.image?.file ?? "";
    element.querySelector(".name").replaceChildren(short(fileName(name), 28));
    clicks.textContent = store.get().click ? "Clicks switch filters off" : "Clicks show filters";
    clicks.setAttribute("aria-pressed", String(store.get().click === "off"));
    changes.replaceChildren(...changeList(store, live));
    if (live.fault) small.textContent = live.fault;
    if (!live.result) return;
    table.replaceChildren(odds(model, live, theme()));
    small.textContent =
      live.fault ??
      `${runs(live.size) ? `“Now” is the chain of ${count(live.size.filters)} filters. ` : ""}“Now” and “as found” are computed here (${number(live.result.milliseconds, 0)} ms), “network” when the page was made${live.own ? ", so it is not known for your own picture" : ""}.`;
    const words = announcement(live, store.get().do.length);
    if (words !== said) status.textContent = said = words;
  }

  live.on(render);
  return { element, render };
}

function announcement(live, changes) {
  const words = (list) =>
    live
      .answer(list)
      .map((i) => `${named(live.labels[i])}, ${percent(list[i])}`)
      .join(" and ") || "none of its labels";
  const [now, was] = [live.result.now, live.result.was];
  const same = String(live.answer(now)) === String(live.answer(was));
  const size = runs(live.size) ? `${live.size.filters} filters, ` : "";
  const change = changes ? `${changes} ${changes === 1 ? "change" : "changes"}: ` : "";
  return (
    `${size}${change}the chain says ${words(now)}` +
    (same
      ? ` (as found ${
          live
            .answer(was)
            .map((i) => percent(was[i]))
            .join(" and ") || "none"
        }).`
      : `; as found it said ${words(was)}.`)
  );
}

/** The classes of the region and those that any of the three names, with three bars each. */
function odds(model, live, theme) {
  const { now, was } = live.result;
  const original = new Map((live.image?.original ?? []).map(({ class: name, probability }) => [name, probability]));
  const top = (list) =>
    [...list.keys()]
      .sort((a, b) => list[b] - list[a])
      .slice(0, SHOWN)
      .filter((i) => list[i] >= 0.005);
  const places = [...new Set([...model.classes.map((name) => live.labels.indexOf(name)), ...top(now), ...top(was)])]
    .filter((i) => i >= 0)
    .slice(0, Math.max(6, model.classes.length));
  const best = [now, was].map(live.answer);
  const row = (i) => {
    const name = live.labels[i];
    const place = model.classes.indexOf(name);
    const colour = place < 0 ? "var(--soft)" : classColour(place, theme);
    const values = [now[i], was[i], original.get(name)];
    return el(
      "tr",
      {},
      el("th", { scope: "row", dir: "auto", title: name }, short(named(name), 14)),
      values.map((value, side) =>
        el(
          "td",
          { class: best[side]?.includes(i) ? "best" : null },
          percent(value),
          meter(value ?? 0, colour, ["now", "was", "net"][side]),
        ),
      ),
    );
  };
  return el(
    "table",
    {},
    el(
      "caption",
      { class: "hidden-text" },
      "Probability of each class: the chain with your changes, the chain as found, the whole network",
    ),
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        el("th", { scope: "col" }, "class"),
        SIDES.map((side) => el("th", { scope: "col" }, side)),
      ),
    ),
    el("tbody", {}, places.map(row)),
  );
}

function changeList(store, live) {
  const { do: list } = store.get();
  if (!list.length)
    return [
      el("p", { class: "small" }, "Nothing is changed yet. Switch a filter off: by its card, by key X, or by clicks."),
    ];
  return [
    el(
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
    ),
    el(
      "p",
      {},
      el("button", { class: "undo", onclick: live.undo }, "Undo"),
      " ",
      el("button", { class: "reset", onclick: live.reset }, "Undo all"),
    ),
  ];
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
