/** The panel beside the graph: everything known of the filter pointed at, or of those pinned. */

import { bars, el, meter, renew } from "./dom.js";
import { createDose, mostFor } from "./dose.js";
import { fileName, named, number, percent, short } from "./format.js";
import { classColour, drawMap, drawValues, inkOn, scaleColour } from "./colour.js";
import { differenceCard, differenceOf } from "./difference.js";
import { mapFigure } from "./images.js";
import { imageKey } from "./model.js";
import { classStory, removalDots, removalWords } from "./story.js";

const NEIGHBOURS = 5;

/** Builds the panel; `show(name)` shows a filter for now, null returns to the pinned ones. */
export function createInspector(model, store, theme, { notes, live, goTo }) {
  const element = el("section", {
    class: "inspector",
    "aria-label": "Filter details",
    "aria-live": "off",
    tabindex: 0,
  });
  let pointed = null;
  let wanted = null;
  let followers = [];
  let shownOn = null;

  function render() {
    followers = [];
    shownOn = live?.own;
    const pins = store.get().pin.filter((name) => model.nodes.has(name));
    const nodes = (pointed ? [pointed] : pins).map((name) => model.nodes.get(name));
    renew(
      element,
      ...(nodes.length
        ? nodes.map((node) => card(node, pins))
        : [chosenClass(), legend(model, theme())].filter(Boolean)),
    );
  }

  /** Brings what follows the chain's answer in line with it, and leaves the controls in place. */
  function mark() {
    if (live?.own === shownOn) followers.forEach((follow) => follow());
    else render();
  }

  /** The chosen class's story. */
  function chosenClass() {
    const { class: name } = store.get();
    const difference = differenceOf(model, store.get());
    if (difference) return differenceCard(model, difference, theme(), goTo);
    if (!model.classes.includes(name)) return null;
    return el(
      "article",
      { class: "card" },
      el("header", {}, el("h3", { dir: "auto" }, named(name))),
      classStory(model, name, goTo),
    );
  }

  function card(node, pins) {
    if (!node.layer) return nodeCard(node);
    const evidence = node.evidence;
    const rgb = scaleColour(model.range, theme())(node[model.ranked]);
    const pinned = pins.includes(node.name);
    return el(
      "article",
      { class: "card", "aria-label": "Filter " + node.name },
      el(
        "header",
        {},
        el("h3", { dir: "auto" }, model.names.called(node.name)),
        el(
          "button",
          {
            class: "pin",
            "aria-pressed": String(pinned),
            onclick: () =>
              store.set({ pin: pinned ? pins.filter((name) => name !== node.name) : [...pins, node.name] }),
          },
          pinned ? "Unpin" : "Pin",
        ),
      ),
      removalWords(model, node) && el("p", { class: "removal" }, removalWords(model, node)),
      removalDots(model, node, theme()),
      tryIt(node),
      topImages(node),
      el(
        "p",
        { class: "facts" },
        el(
          "b",
          { class: "chip", style: `background:${rgb};color:${inkOn(rgb)}` },
          `${model.ranked} ${number(node[model.ranked])}`,
        ),
        Number.isFinite(node.heldOutEffect) ? ` (${number(node.heldOutEffect, 2)} on unseen images)` : "",
        ` · rank ${node.rank} of ${model.filters.length} by ${model.ranked}`,
        model.ranked === "effect" ? ` · multiplied by its score ${number(node.score, 2)}` : "",
        node.kind === "convolution" ? "" : ` · ${node.kind} shortcut`,
      ),
      node.note && el("p", { class: "notice", dir: "auto" }, node.note),
      evidence?.neverFires &&
        el(
          "p",
          { class: "notice" },
          "Never fires on this region: its output in the original network is nowhere positive.",
        ),
      shares(node),
      featureMap(node),
      evidence?.visualisations.length
        ? el(
            "div",
            { class: "faces" },
            evidence.visualisations.map((face) =>
              el(
                "figure",
                {},
                el("img", {
                  class: face.form === "kernel" ? "kernel" : null,
                  src: model.picture(face.picture),
                  alt: face.form === "kernel" ? `Kernel of ${node.name}` : `What excites ${node.name}: ${face.form}`,
                }),
                el(
                  "figcaption",
                  {},
                  face.form === "kernel"
                    ? "its kernel"
                    : `made to excite it${face.form.toLowerCase() === "fourier" ? "" : ", " + face.form}: activation ${number(face.activation, 2)}`,
                ),
              ),
            ),
          )
        : null,
      strongest("Strongest inputs", node.in, "from"),
      strongest("Strongest outputs", node.out, "to"),
      naming(node),
      el(
        "label",
        { class: "note" },
        "Your note",
        el(
          "textarea",
          { rows: 2, dir: "auto", oninput: (event) => notes.set(node.name, event.target.value) },
          notes.get(node.name),
        ),
      ),
    );
  }

  /** The reader's own name for a filter, and whether it is a guess. */
  function naming(node) {
    const given = model.names.of(node.name);
    const write = () => {
      model.names.set(node.name, text.value, guess.checked);
      text.closest(".card").querySelector("h3").textContent = model.names.called(node.name);
    };
    const text = el("input", {
      type: "text",
      dir: "auto",
      maxlength: 40,
      autocomplete: "off",
      value: given?.name ?? "",
      onchange: write,
    });
    const guess = el("input", { type: "checkbox", onchange: write });
    guess.checked = given?.guess ?? true;
    return el(
      "div",
      { class: "called" },
      el("label", {}, "Your name for it ", text),
      el("label", {}, guess, " a guess"),
    );
  }

  const nodeCard = (node) =>
    el(
      "article",
      { class: "card" },
      el("header", {}, el("h3", { dir: "auto" }, node.class ? named(node.class) : "Input image")),
      node.kind === "input"
        ? strongest("Strongest first steps", node.out, "to")
        : strongest("Strongest evidence", node.in, "from"),
    );

  /** The score as the reader may set it, and the switch of the filter and of its layer. */
  function tryIt(node) {
    if (live?.scoreOf(node) === undefined) return null;
    const layer = model.layer.get(node.layer);
    const off = () => layer.filters.every(live.isOff);
    const { element: dose, update } = createDose({
      label: "Score of " + node.name,
      most: mostFor(node.score),
      score: () => live.scoreOf(node),
      set: (score) => live.set(node.name, score),
      switches: [
        {
          act: "filter",
          isOff: () => live.scoreOf(node) === 0,
          toggle: () => live.toggle(node.name),
          words: (isOff) => (isOff ? "Switch on" : "Switch off"),
        },
        {
          act: "layer",
          isOff: off,
          toggle: () => live.toggle(layer.name),
          words: (isOff) => `${isOff ? "On" : "Off"}: all ${layer.filters.length} of ${short(layer.label, 12)}`,
        },
      ].slice(0, layer.filters.length > 1 ? 2 : 1),
    });
    followers.push(update);
    return dose;
  }

  function shares(node) {
    const known = model.classes.filter((name) => name in node.shares);
    if (!known.length) return null;
    const shown = bars(
      known.map((name) => [
        name,
        short(named(name), 20),
        node.shares[name],
        classColour(model.classes.indexOf(name), theme()),
        percent(node.shares[name]),
      ]),
    );
    return model.relative
      ? el(
          "div",
          {},
          shown,
          el(
            "p",
            { class: "small" },
            "Of what runs through its layer: of all that speaks for a class, every filter carries less than 0.1 %.",
          ),
        )
      : shown;
  }

  function topImages(node) {
    const tops = node.evidence?.topImages ?? [];
    if (!tops.length) return null;
    return el(
      "div",
      {},
      el("h4", {}, "Natural images that excite it most"),
      el(
        "div",
        { class: "tops" },
        tops.map((top) => {
          const { box } = top;
          const place =
            box && `left:${box.x * 100}%;top:${box.y * 100}%;width:${box.width * 100}%;height:${box.height * 100}%`;
          return el(
            "figure",
            { title: `${top.file}: ${top.class}` },
            el(
              "div",
              { class: "over", onpointerenter: top.mask ? (event) => showMask(event.target, top.mask) : null },
              el("img", { src: model.picture(top.crop), alt: `Crop of ${fileName(top.file)}, ${top.class}` }),
              top.image !== null &&
                box &&
                el(
                  "span",
                  { class: "whole" },
                  el("img", { src: model.picture(top.image), alt: "" }),
                  el("i", { style: place }),
                ),
            ),
            el("figcaption", { dir: "auto" }, short(named(top.class), 14), el("br"), number(top.activation, 1)),
          );
        }),
      ),
    );
  }

  /** Lays over a crop where the filter fires in it, when it is pointed at for the first time. */
  function showMask(crop, mask) {
    if (!crop.querySelector(".mask"))
      crop.querySelector("img").after(drawMap(el("canvas", { class: "mask", "aria-hidden": "true" }), mask));
  }

  /** In words, how a filter's maps in the chain agree with those in the network. */
  function firesAlike(r) {
    return r >= 0.7
      ? "Fires as in the network"
      : r >= 0.3
        ? "Fires in part as in the network"
        : "Fires elsewhere than in the network";
  }

  /** Where the filter fires on the chosen image, each map on its own scale: a score changes sizes, not places. */
  function featureMap(node) {
    const maps = node.evidence?.featureMaps ?? [];
    const { image: wanted } = store.get();
    const chosen = live?.own
      ? null
      : (maps.find((map) => String(map.image) === (wanted || "0")) ?? (live ? null : maps[0]));
    if (!chosen && !live) return null;
    const image = chosen ? model.images[chosen.image] : live.image;
    const row = el(
      "div",
      { class: "pair" },
      image &&
        image.thumbnail !== null &&
        el(
          "figure",
          { class: "map" },
          el("div", { class: "over" }, el("img", { src: model.picture(image.thumbnail), alt: image.file })),
          el("figcaption", {}, "image"),
        ),
      chosen && mapFigure(chosen.original, "network"),
      !live && mapFigure(chosen.chain, "chain"),
    );
    const now = el("div", { class: "now" });
    const follow = () =>
      live.map(node).then(
        (map) =>
          map &&
          now.replaceChildren(
            ...["was", "now"]
              .filter((side) => side === "now" || !chosen || store.get().do.length)
              .map((side) => liveFigure(map, side)),
          ),
        () => null,
      );
    if (live) {
      row.append(now);
      followers.push(follow);
      follow();
    }
    return el(
      "div",
      {},
      el(
        "h4",
        { dir: "auto" },
        "Where it fires on " + short(live?.own?.name ?? fileName(image?.file ?? "the image"), 24),
      ),
      Number.isFinite(node.evidence?.firingAgreement) &&
        el(
          "p",
          { class: "agreement" },
          `${firesAlike(node.evidence.firingAgreement)}: r = ${number(node.evidence.firingAgreement, 2)} over the region's images.`,
        ),
      row,
      el("p", { class: "small" }, "Each map is on its own scale, from nothing to the number below it."),
    );
  }

  function liveFigure({ width, height, ...sides }, side) {
    const values = sides[side].map((value) => Math.max(value, 0));
    const most = values.reduce((a, b) => Math.max(a, b), 0);
    const caption = side === "now" ? "chain now" : "chain as found";
    return el(
      "figure",
      { class: "map" },
      el(
        "div",
        { class: "over" },
        drawValues(
          el("canvas", { role: "img", "aria-label": `${caption}: up to ${number(most, 2)}` }),
          { width, height, values },
          [0, most],
        ),
      ),
      el("figcaption", {}, caption, el("br"), number(most, 2)),
    );
  }

  function strongest(title, edges, side) {
    const difference = differenceOf(model, store.get());
    const { class: chosen, image } = store.get();
    const onImage = difference ? null : imageKey(model, image, chosen);
    const label =
      [difference?.key, onImage, chosen].find((each) => edges.some(({ weights }) => each && each in weights)) ?? "";
    const known = edges
      .filter((edge) => label in edge.weights)
      .sort((a, b) => Math.abs(b.weights[label]) - Math.abs(a.weights[label]))
      .slice(0, NEIGHBOURS);
    if (!known.length) return null;
    const most = Math.abs(known[0].weights[label]) || 1;
    return el(
      "div",
      {},
      el(
        "h4",
        { dir: "auto" },
        title,
        label === onImage && label
          ? " on this image"
          : label
            ? ` for ${label
                .split("\n")
                .map((name) => short(named(name), 16))
                .join(" against ")}`
            : "",
      ),
      el(
        "ol",
        { class: "links" },
        known.map((edge) => {
          const other = edge[side];
          const weight = edge.weights[label];
          return el(
            "li",
            {},
            el(
              "button",
              { dir: "auto", title: other.name, onclick: () => goTo(other.name) },
              short(other.class ? named(other.class) : model.names.called(other.name), 22),
            ),
            meter(
              Math.abs(weight) / most,
              weight < 0 ? "var(--negative)" : "var(--positive)",
              weight < 0 ? "striped" : "",
            ),
            el("span", {}, (weight > 0 ? "+" : "") + number(weight)),
          );
        }),
      ),
    );
  }

  /** Whether the reader is at a control of the panel by keyboard, writes or drags: what it shows then stays. */
  const used = () => {
    const { activeElement: held } = document;
    return held !== element && element.contains(held) && held.matches(":focus-visible, :active");
  };
  const show = (name) => {
    wanted = name;
    if (name === pointed || used()) return;
    pointed = name;
    render();
  };
  element.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !element.contains(relatedTarget)) setTimeout(() => show(wanted));
  });
  return {
    element,
    render,
    mark,
    show,
    /** Shows what is pinned, whatever is pointed at. */
    letGo() {
      pointed = wanted = null;
      render();
    },
  };
}

/** What shapes and colours mean, shown while no filter is chosen. */
function legend(model, theme) {
  const card = el("article", { class: "card legend" }, document.getElementById("legend").content.cloneNode(true));
  card
    .querySelector(".served")
    .append(
      ...model.classes.map((name, i) =>
        el(
          "li",
          {},
          el("i", { class: "k disc", style: `background:${classColour(i, theme)}` }),
          "serves ",
          short(named(name), 30),
        ),
      ),
      el("li", {}, el("i", { class: "k disc" }), "serves several classes, or is not known to serve one"),
    );
  card.querySelector(model.ranked === "effect" ? ".if-scores" : ".if-effects").remove();
  if (!model.layers.some((layer) => layer.kind !== "convolution")) card.querySelector(".if-shortcuts").remove();
  if (!model.layers.some((layer) => layer.bypassed)) card.querySelector(".if-bypassed").remove();
  return card;
}
