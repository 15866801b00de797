/** The bar over the graph: class, sliders, search, flow, zoom. Its markup is a template of the page. */

import { el } from "./dom.js";
import { count, named, number, short } from "./format.js";
import { differenceWords } from "./difference.js";
import { sizeOf, sizeWords } from "./sizes.js";

/** Builds the bar; `render` brings it in line with the choices. */
export function createControls(model, store, graph) {
  const element = el(
    "div",
    { class: "controls", role: "toolbar", "aria-label": "Graph" },
    document.getElementById("controls").content.cloneNode(true),
  );
  const [classes, less, least, edge, find, flow, fold, all, wide] = [
    "class",
    "less",
    "least",
    "edge",
    "find",
    "flow",
    "fold",
    "all",
    "wide",
  ].map((id) => element.querySelector("#" + id));
  const family = el("div", { class: "family" }, document.getElementById("family").content.cloneNode(true));
  const size = family.querySelector("#size");
  const left = (input) => input.parentElement.querySelector("output");
  const on = (node, kind, action) => node.addEventListener(kind, action);
  let hit = -1;

  classes.append(...model.classes.map((name) => el("option", { value: name, dir: "auto" }, short(named(name), 40))));
  least.previousElementSibling.textContent = model.ranked === "effect" ? "Effect" : "Score";
  least.parentElement.title = `Show the filters whose ${model.ranked} is at least this, up or down`;
  edge.parentElement.hidden = !model.edges.length;
  family.hidden = !model.sizes.length;
  size.max = model.sizes.length - 1;
  on(classes, "change", () => store.set({ class: classes.value, path: "" }));
  on(less, "change", () => store.set({ less: less.value, path: "" }));
  on(least, "input", () =>
    store.set({ least: least.value > 0 ? ((least.value / 100) ** 2 * model.most).toPrecision(3) : "" }),
  );
  on(size, "input", () => store.set({ size: model.sizes[size.value].at }));
  on(edge, "input", () => store.set({ edge: ((edge.value / 100) ** 2).toFixed(3) }));
  on(find, "input", () => store.set({ find: find.value }));
  on(find, "keydown", (event) => event.key === "Enter" && next(event.shiftKey ? -1 : 1));
  on(flow, "click", () => store.set({ flow: graph.layout().down ? "right" : "down", view: "" }));
  on(fold, "click", () =>
    store.set({ closed: store.get().closed.length ? [] : model.rows.map((row) => row.layers[0]) }),
  );
  on(all, "click", () =>
    store.set({ open: store.get().open.length ? [] : graph.layout().chips.map(({ layer }) => layer) }),
  );
  on(wide, "click", () => store.set({ wide: store.get().wide ? "" : "1", view: "" }));
  on(element.querySelector("#out"), "click", () => graph.zoom(0.8));
  on(element.querySelector("#in"), "click", () => graph.zoom(1.25));
  on(element.querySelector("#fit"), "click", () => graph.fit());

  /** Moves to the next filter found. */
  function next(by) {
    const names = [...graph.scene().found];
    if (!names.length) return;
    hit = (hit + by + names.length) % names.length;
    graph.focus(names[hit]);
    find.focus();
  }

  function render() {
    const state = store.get();
    const scene = graph.scene();
    classes.value = scene.label;
    const others = scene.label ? model.classes.filter((name) => name !== scene.label) : [];
    less.parentElement.hidden = !others.length;
    less.replaceChildren(
      ...["", ...others].map((name) =>
        el("option", { value: name, dir: "auto" }, name ? short(named(name), 40) : "no other"),
      ),
    );
    less.value = scene.difference?.second ?? "";
    element.querySelector(".difference-words").textContent = scene.difference
      ? differenceWords(model, scene.difference)
      : "";
    least.value = Math.sqrt(scene.least / model.most) * 100;
    edge.value = Math.sqrt(scene.floor) * 100;
    left(least).textContent = `${scene.count} of ${model.filters.length}`;
    left(edge).textContent = `${scene.edges.length} of ${scene.candidates.length}`;
    left(edge).title = scene.onImage ? "Edges on the chosen image alone" : "Edges over all images of a class";
    least.setAttribute("aria-valuetext", `at least ${number(scene.least)}: ${left(least).textContent} filters left`);
    edge.setAttribute(
      "aria-valuetext",
      `at least ${Math.round(scene.floor * 100)} per cent of the strongest: ${left(edge).textContent} edges left`,
    );
    const chosen = sizeOf(model, state);
    if (chosen) {
      size.value = model.sizes.indexOf(chosen);
      left(size).textContent = `${count(chosen.filters)} filters`;
      family.querySelector("p").textContent = sizeWords(model, chosen);
      size.setAttribute("aria-valuetext", sizeWords(model, chosen));
    }
    if (document.activeElement !== find) find.value = state.find;
    left(find).textContent = scene.find ? `${scene.found.size} found` : "";
    flow.textContent = graph.layout().down ? "Run right" : "Run down";
    fold.textContent = state.closed.length ? "Unfold" : "Fold";
    const waiting = graph.layout().chips.reduce((sum, { more }) => sum + more, 0);
    all.hidden = !waiting;
    all.textContent = state.open.length ? "The strongest" : `All ${count(scene.count)}`;
    wide.textContent = state.wide ? "Reduce" : "Enlarge";
  }

  return { element, family, render, find: () => find.focus() };
}
