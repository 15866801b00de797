/** The graph: nodes as buttons over a painting of edges. */

import { el } from "./dom.js";
import { named, number, short } from "./format.js";
import { classColour, SIGNS, veilOf } from "./colour.js";
import { faceOf } from "./model.js";
import { coloursOf, strongerFor } from "./difference.js";
import { bestLayout } from "./layout.js";
import { createPainting, paintChains, paintEdges } from "./edges.js";
import { createPan } from "./pan.js";
import { createMaps, mapsRoom } from "./mapcells.js";
import { readScene } from "./scene.js";

/** How long a filter stays shown after the pointer has left it, so that it can be followed into the panel. */
const LINGER = 500;
/** The largest scale at which the whole graph is shown, and the least at which it opens. */
const LARGEST = 1.6;
/** The view that shows the whole graph, whatever its frame. */
const WHOLE = "whole";
const SMALLEST = 0.6;
/** What stands above the graph in a window, and the frame's least height. */
const ABOVE = 342;
const LOWEST = 480;
/** The frame's height from which on an image's maps stand under its columns. */
const WITH_MAPS = 460;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Builds the graph. `hover(name)` is told which node is pointed at or focused, null for none. */
export function createGraph(model, store, theme, live, hover) {
  const base = el("canvas", { class: "edges", "aria-hidden": "true" });
  const lit = el("canvas", { class: "edges lit", "aria-hidden": "true" });
  const furniture = el("div", { class: "furniture" });
  const stage = el("div", { class: "stage" }, furniture);
  const element = el(
    "div",
    {
      class: "viewport",
      role: "group",
      "aria-roledescription": "graph",
      "aria-label":
        "The chain's graph. Arrow keys move between filters, Enter pins, Escape clears, plus and minus zoom, 0 fits.",
    },
    base,
    lit,
    stage,
  );
  const further = [
    ["back", "‹", -1],
    ["on", "›", 1],
  ].map(([kind, sign, way]) => {
    const words = way < 0 ? "Show what stands before" : "Show what follows";
    return el(
      "button",
      { class: "further " + kind, title: words, "aria-label": words, onclick: () => turn(way) },
      sign,
    );
  });
  element.append(...further);
  const paintings = [createPainting(base, 0.25), createPainting(lit, 0)];
  const view = { x: 0, y: 0, k: 1 };
  let measured = { width: 800, height: 600 };
  const buttons = new Map();
  const maps = createMaps();
  let layout = null;
  let laid = "";
  let sharp = 1;
  let scene = null;
  let pointed = null;
  let current = null;
  let written = "";

  const pan = createPan(element, view, {
    moved: follow,
    rested,
    wheelZooms: () => store.get().wide === "1",
    size: () => measured,
  });

  /**
   * Draws what a face is masked to when its filter comes into view; a picture, since a canvas is a layer of its own.
   */
  const veils = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) {
      if (!isIntersecting) continue;
      veils.unobserve(target);
      target.src = veilOf(faceOf(model.nodes.get(target.closest(".node").dataset.name)).mask);
    }
  });

  /** A node's button, made when it is drawn for the first time. */
  function buttonOf(name) {
    if (!buttons.has(name)) {
      const button = nodeButton(model, model.nodes.get(name));
      button.querySelectorAll(".veiled").forEach((veil) => veils.observe(veil));
      button.dataset.name = name;
      buttons.set(name, button);
      stage.append(button);
    }
    return buttons.get(name);
  }

  let leaving = 0;
  let staying = false;
  const hovered = (name) => {
    clearTimeout(leaving);
    if (name) point(name);
    else if (!staying) leaving = setTimeout(() => point(null), LINGER);
  };
  stage.addEventListener(
    "pointerover",
    (event) => element.matches(".moving") || hovered(event.target.closest(".node")?.dataset.name ?? null),
  );
  element.addEventListener("pointerleave", () => hovered(null));
  stage.addEventListener("focusout", ({ target }) => {
    if (target.dataset.name === pointed && !target.matches(":hover")) hovered(null);
  });
  stage.addEventListener(
    "focusin",
    (event) => event.target.matches(".node:focus-visible") && point(event.target.dataset.name),
  );
  stage.addEventListener("click", (event) =>
    choose(event.target.closest(".node"), event.ctrlKey || event.metaKey || event.shiftKey),
  );
  element.addEventListener("keydown", key);

  /** The frame's size as it was last measured: to ask for it lays the page out. */
  const size = () => measured;
  const measure = () => (measured = { width: element.clientWidth || 800, height: element.clientHeight || 600 });

  /** The frame that the graph is laid out for: as high as it may become, whatever it is now. */
  function frame() {
    const { width, height } = size();
    if (store.get().wide) return { width, height };
    return {
      width,
      height: innerWidth > 960 ? Math.max(LOWEST, innerHeight - ABOVE) : Math.max(280, Math.round(innerHeight * 0.6)),
    };
  }

  function point(name) {
    if (pointed === name) return;
    pointed = name;
    hover(name);
    light();
  }

  function choose(button, adding) {
    if (!button) return;
    const node = model.nodes.get(button.dataset.name);
    rove(node.name);
    if (node.kind === "logit")
      return store.set({ class: store.get().class === node.class ? "" : node.class, path: "" });
    if (node.kind === "input") return null;
    if (live && store.get().click === "off" && !adding) return live.toggle(node.name);
    const pins = store.get().pin;
    const rest = pins.filter((name) => name !== node.name);
    if (adding) return store.set({ pin: rest.length < pins.length ? rest : [...pins, node.name] });
    return store.set({ pin: pins.length === 1 && !rest.length ? [] : [node.name] });
  }

  function key(event) {
    if (event.key in ARROWS && !event.ctrlKey) {
      event.preventDefault();
      const [dx, dy] = ARROWS[event.key];
      if (event.shiftKey) return pan.by(-60 * dx, -60 * dy);
      return step(dx, dy);
    }
    if (event.key === "Enter" && event.ctrlKey && event.target.matches(".node")) return choose(event.target, true);
    const node = model.nodes.get(event.target.dataset?.name);
    if (live && node?.layer && event.key.toLowerCase() === "x")
      return live.toggle(event.shiftKey ? node.layer : node.name);
    return { "+": () => pan.zoom(1.25), "=": () => pan.zoom(1.25), "-": () => pan.zoom(0.8), 0: fit }[event.key]?.();
  }

  /** Focuses the nearest node in a direction. */
  function step(dx, dy) {
    const from = layout.nodes.get(current);
    let best = null;
    for (const [name, to] of layout.nodes) {
      const ahead = (to.x - from.x) * dx + (to.y - from.y) * dy;
      const aside = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
      if (ahead < 4 || to.r === 0) continue;
      const distance = ahead + 2.5 * aside;
      if (!best || distance < best.distance) best = { name, distance };
    }
    if (best) focus(best.name);
  }

  function focus(name) {
    show(name);
    buttons.get(name).focus({ preventScroll: true });
    hovered(name);
  }

  /** Moves the view to a node; one that is folded away is unfolded. */
  function show(name) {
    const { layer } = model.nodes.get(name);
    if (!layout.nodes.has(name)) store.set({ least: "" });
    if (layout.nodes.get(name)?.r === 0 && layer)
      store.set({
        open: [...new Set([...store.get().open, layer])],
        closed: store.get().closed.filter((closed) => !rowOf(layer).includes(closed)),
      });
    rove(name);
    reveal(name);
  }

  const rowOf = (layer) => model.rows.find(({ layers }) => layers.includes(layer))?.layers ?? [layer];

  function rove(name) {
    if (current && buttons.has(current)) buttons.get(current).tabIndex = -1;
    current = name;
    buttonOf(name).tabIndex = 0;
  }

  /** Moves the view as little as needed to show a node. */
  function reveal(name) {
    const { x, y } = layout.nodes.get(name);
    const [px, py] = [x * view.k + view.x, y * view.k + view.y];
    const inside = (at, room) => (at < 60 ? 60 - at : at > room - 60 ? room - 60 - at : 0);
    const [dx, dy] = [inside(px, size().width), inside(py, size().height)];
    if (dx || dy) pan.by(dx, dy);
  }

  /** Lays everything out anew for the current choices. */
  function refresh() {
    const state = store.get();
    scene = readScene(model, state);
    const before = layout;
    const chosen = model.images[Number(state.image) || 0];
    if (!layout) measure();
    const room = frame();
    const under = room.height >= WITH_MAPS ? mapsRoom(model.images) : {};
    const asked = { closed: state.closed, opened: state.open, flow: state.flow, ...under };
    const key = JSON.stringify([asked, room, state.least]);
    if (key !== laid) {
      laid = key;
      layout = bestLayout(model, { ...asked, shown: scene.shown }, room);
      place();
    }
    // The graph first: the maps are many.
    requestAnimationFrame(() => setTimeout(() => maps.draw(layout, chosen)));
    recolour();
    if (!before || state.view === "" || state.view === WHOLE) restore();
    else follow();
    if (!layout.nodes.has(current) || layout.nodes.get(current).r === 0)
      rove([...layout.nodes].find(([name, { r }]) => name.includes(".") && r > 0)?.[0] ?? "input");
    paint();
  }

  /** Puts everything where the layout has it. */
  function place() {
    const high = Math.min(Math.ceil(layout.height), frame().height);
    element.parentElement.style.setProperty("--height", high + "px");
    const made = buttons.size;
    placeNodes();
    furniture.replaceChildren(...layout.rows.map(rowLabel), ...layout.chips.map(moreButton), maps.element);
    if (buttons.size > made) mark();
  }

  function placeNodes() {
    for (const [name, place] of layout.nodes) if (place.r > 0) buttonOf(name);
    for (const [name, button] of buttons) {
      const place = layout.nodes.get(name);
      button.hidden = !place || place.r === 0;
      if (button.hidden) continue;
      button.style.transform = `translate(${place.x - place.r}px, ${place.y - place.r}px)`;
      button.style.setProperty("--r", place.r + "px");
    }
    stage.style.width = layout.width + "px";
    stage.style.height = layout.height + "px";
    element.classList.toggle("down", layout.down);
  }

  /** A row's label, which folds it, over a band where the layer is bypassed, empty or folded. */
  function rowLabel({ row, kind, start, end, name, note, title, folded }) {
    const size = Math.max(end - start, 14);
    const style = layout.down
      ? `top:${start}px;height:${size}px;width:${layout.width}px`
      : `left:${start}px;width:${size}px;height:${layout.floor}px`;
    const foldable = kind === "open" || kind === "closed";
    const label = el(
      foldable ? "button" : "span",
      {
        class: "label",
        title,
        "aria-expanded": foldable ? String(kind === "open") : null,
        onclick: foldable ? () => store.set({ closed: toggled(store.get().closed, row.layers[0]) }) : null,
      },
      el("b", { dir: "auto" }, short(name, layout.down ? 16 : 10)),
      el("small", {}, note),
    );
    const stack =
      kind === "closed" &&
      el(
        "button",
        {
          class: "stack",
          tabindex: -1,
          title: `Unfold ${name}`,
          "aria-label": `Unfold ${name}: ${folded.length} filters`,
          onclick: label.click.bind(label),
        },
        folded.length,
      );
    return el("div", { class: "row " + kind, style }, label, stack);
  }

  /** The number of a layer's filters that are folded away; it unfolds them, and folds them again. */
  function moreButton({ x, y, layer, hidden, more }) {
    const words = hidden ? `Show ${more} more of ${layer}` : `Fold ${more} of ${layer} away`;
    return el(
      "button",
      {
        class: "more",
        style: `transform:translate(${x}px, ${y}px) translate(-50%, -50%)`,
        title: words,
        "aria-label": words,
        "aria-expanded": String(!hidden),
        "data-more": layer,
        onclick: () => {
          store.set({ open: toggled(store.get().open, layer) });
          furniture.querySelector(`[data-more="${CSS.escape(layer)}"]`)?.focus({ preventScroll: true });
        },
      },
      `${hidden ? "+" : "−"}${more}`,
    );
  }

  /** Colours of the classes served, rings, dimming and marks. */
  function recolour() {
    const state = store.get();
    const colours = model.classes.map((_, i) => classColour(i, theme()));
    const dim = scene.lit.size > 0 || state.pin.length > 0 || scene.find !== "";
    stage.classList.toggle("choosing", dim);
    const seen = buttons.get("input").querySelector("img");
    if (seen) seen.src = model.picture(model.images[Number(state.image || 0)]?.thumbnail) ?? seen.src;
    const near = new Set(
      scene.edges.flatMap(({ from, to }) => [
        ...(state.pin.includes(from.name) ? [to.name] : []),
        ...(state.pin.includes(to.name) ? [from.name] : []),
      ]),
    );
    for (const [name, button] of buttons) {
      const node = model.nodes.get(name);
      const pinned = state.pin.includes(name);
      const found = scene.found.has(name);
      const chosen = pinned || found || scene.lit.has(name) || near.has(name);
      const pressed = node.kind === "logit" ? scene.label === node.class : pinned;
      const gone = scene.gone.has(name);
      const look = [theme(), pinned, found, chosen, pressed, gone, scene.difference?.key].join();
      if (button.look === look) continue;
      button.look = look;
      if (node.layer) {
        const { difference } = scene;
        const serves = difference ? strongerFor(difference, name) : node.serves;
        button.style.setProperty("--serves", colours[model.classes.indexOf(serves)] ?? "var(--soft)");
        button.style.setProperty(
          "--part",
          (difference ? Math.abs(difference.by.get(name)) / difference.most : node.part).toFixed(3),
        );
      }
      button.setAttribute("aria-pressed", String(pressed));
      button.classList.toggle("chosen", chosen);
      button.classList.toggle("pinned", pinned);
      button.classList.toggle("found", found);
      button.classList.toggle("gone", gone);
      if (node.layer) say(node, button);
    }
    element.style.setProperty(
      "--class",
      scene.label ? classColour(model.classes.indexOf(scene.label), theme()) : "transparent",
    );
  }

  /** Marks filters that the reader has switched off, and shows the names that the reader gave. */
  function mark() {
    const scores = live?.scores();
    for (const [name, button] of buttons) {
      const filter = model.nodes.get(name);
      if (!filter.layer) continue;
      if (live) button.classList.toggle("off", live.scoreOf(filter, scores) === 0 && !scene.gone.has(filter.name));
      const given = model.names.of(filter.name);
      button.classList.toggle("named", Boolean(given));
      button.querySelector(".given").textContent = given ? short(given.name, 24) + (given.guess ? "?" : "") : "";
      say(filter, button);
    }
  }

  /** A filter's label with what has become of it. */
  function say(filter, button) {
    const stronger = scene.difference && strongerFor(scene.difference, filter.name);
    const label =
      filterLabel(model, filter) +
      (stronger ? `, stronger for ${stronger}` : "") +
      (scene.gone.has(filter.name) ? ", not in the smaller chain" : "") +
      (button.matches(".off") ? ", switched off" : "");
    if (button.getAttribute("aria-label") !== label) button.setAttribute("aria-label", label);
  }

  const pair = () => (scene.difference ? coloursOf(model, scene.difference, theme()) : SIGNS[theme()]);

  function paint() {
    paintings[0].draw(view, size(), (context, k) =>
      paintEdges(context, layout, scene.edges, scene.weighing, k, pair()),
    );
    light();
  }

  /** The edges of what is pointed at or pinned, and the lit inference chains, over the dimmed rest. */
  function light() {
    const names = new Set([...(pointed ? [pointed] : []), ...store.get().pin]);
    const edges = names.size ? scene.edges.filter((edge) => names.has(edge.from.name) || names.has(edge.to.name)) : [];
    base.classList.toggle("dim", edges.length > 0 || scene.chains.length > 0);
    paintings[1].draw(view, size(), (context, k) => {
      paintEdges(context, layout, edges, scene.weighing, k, pair());
      if (scene.chains.length)
        paintChains(context, layout, scene.chains, classColour(model.classes.indexOf(scene.label), theme()));
    });
  }

  /** Where the graph begins in its frame, how long it is there and how long the frame is, along the flow. */
  const along = () =>
    layout.down
      ? { at: view.y, length: layout.height * view.k, room: size().height }
      : { at: view.x, length: layout.width * view.k, room: size().width };

  /** Goes on by most of a frame, along the flow. */
  function turn(way) {
    const { at, length, room } = along();
    const by = way < 0 ? Math.min(0.8 * room, -at) : -Math.min(0.8 * room, at + length - room);
    pan.by(layout.down ? 0 : by, layout.down ? by : 0);
  }

  function follow() {
    const label = Math.min(Math.max(1 / view.k, 0.8), layout.label).toFixed(1);
    if (stage.style.getPropertyValue("--label") !== label) stage.style.setProperty("--label", label);
    stage.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.k})`;
    const { at, length, room } = along();
    further[0].hidden = at >= -1;
    further[1].hidden = at + length <= room + 1;
    element.classList.toggle("far", view.k < 0.55);
    element.classList.toggle("near", view.k > 1.2);
    paintings.forEach((painting) => painting.follow(view));
  }

  function rested() {
    if (view.k !== sharp) {
      sharp = view.k;
      element.classList.add("sharpening");
      requestAnimationFrame(() => requestAnimationFrame(() => element.classList.remove("sharpening")));
    }
    paint();
    const centre = [(size().width / 2 - view.x) / view.k, (size().height / 2 - view.y) / view.k];
    written = [...centre.map(Math.round), view.k.toFixed(3)].join(",");
    store.set({ view: written });
  }

  /** The view of the address, or the first one. */
  function restore() {
    if (written && store.get().view === written) return follow();
    if (store.get().view === WHOLE)
      return look(Math.min(size().width / layout.width, size().height / layout.height, LARGEST));
    const [x, y, k] = store.get().view.split(",").map(Number);
    if (!(k > 0) || !Number.isFinite(x + y)) return begin();
    Object.assign(view, { k, x: size().width / 2 - x * k, y: size().height / 2 - y * k });
    return follow();
  }

  /**
   * The first view: as high as the frame and from the image on, so that discs keep their size; the rest is a pan away.
   */
  function begin() {
    const [wide, high] = [size().width / layout.width, size().height / layout.height];
    look(Math.min(1, Math.max(layout.down ? wide : high, SMALLEST)));
  }

  /** Shows the whole graph. */
  function fit() {
    store.set({ view: WHOLE });
    restore();
    paint();
  }

  /** Centres the graph at a scale, along each side that it fits into, else shows its beginning. */
  function look(k) {
    const from = (room, length) => Math.max((room - length * k) / 2, 0);
    Object.assign(view, {
      k,
      x: from(size().width, layout.width),
      y: from(size().height, layout.height),
    });
    follow();
  }

  new ResizeObserver(() => {
    const before = measured;
    measure();
    if (layout && String([before.width, before.height]) !== String([measured.width, measured.height])) refresh();
  }).observe(element);
  return {
    element,
    refresh,
    recolour: () => {
      scene = readScene(model, store.get());
      recolour();
      paint();
    },
    mark,
    fit,
    restore,
    /** Keeps what was pointed at, until `leave`. */
    stay() {
      staying = true;
      clearTimeout(leaving);
    },
    leave() {
      staying = false;
      hovered(null);
    },
    letGo() {
      clearTimeout(leaving);
      point(null);
    },
    zoom: pan.zoom,
    focus,
    show,
    layout: () => layout,
    scene: () => scene,
  };
}

/** A list with a value added or taken out. */
function toggled(list, value) {
  return list.includes(value) ? list.filter((other) => other !== value) : [...list, value];
}

const filterLabel = (model, node) =>
  `Filter ${model.names.called(node.name)}, ${Number.isFinite(node.effect) ? `effect ${number(node.effect)}, ` : ""}score ${number(node.score)}, rank ${node.rank} of ${model.filters.length} by ${model.ranked}${node.serves ? `, serves ${node.serves}` : ""}`;

function nodeButton(model, node) {
  if (node.kind === "input") {
    const first = model.picture(model.images[0]?.thumbnail);
    return el(
      "button",
      { class: "node input" + (first ? " pictured" : ""), tabindex: -1, "aria-label": "Input image" },
      el("span", { class: "face" }, first ? el("img", { src: first, alt: "" }) : "input"),
    );
  }
  if (node.kind === "logit") {
    return el(
      "button",
      {
        class: "node logit",
        tabindex: -1,
        "aria-label": "Class " + node.class + ": light up its inference chains",
        title: node.class,
      },
      el("span", { class: "face" }),
      el("span", { class: "name", dir: "auto" }, short(named(node.class), 18)),
    );
  }
  const shown = faceOf(node);
  const picture = model.picture(shown?.picture);
  const index = String(node.index);
  return el(
    "button",
    {
      class: "node filter " + node.kind + (picture ? " pictured" : ""),
      tabindex: -1,
      "aria-label": filterLabel(model, node),
    },
    el(
      "span",
      { class: "face" },
      picture
        ? [
            el("img", {
              class: shown.kernel ? "kernel" : null,
              src: picture,
              alt: "",
              draggable: "false",
              decoding: "async",
            }),
            shown.mask && el("img", { class: "veiled", alt: "" }),
          ]
        : el("span", { class: "n" }, index),
    ),
    el(
      "span",
      { class: "name" },
      picture ? el("span", { class: "index" }, index) : "",
      el("b", { class: "given", dir: "auto" }),
      el("i", {}, number(node[model.ranked], 2)),
    ),
  );
}
