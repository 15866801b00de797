/** The bar over the graph: class, sliders, search, flow, zoom. */

import { el } from "./dom.js";
import { number, short } from "./format.js";

/** Builds the bar; `render` brings it in line with the choices. */
export function createControls(model, store, graph) {
  const largest = Math.max(...model.filters.map((filter) => Math.abs(filter.score)), 0);
  const classes = el("select", { id: "class", onchange: () => store.set({ class: classes.value, path: "" }) }, el("option", { value: "" }, "all classes"), model.classes.map((name) => el("option", { value: name, dir: "auto" }, short(name, 40))));
  const score = slider("score", largest, (value) => store.set({ score: value > 0 ? value.toPrecision(3) : "" }));
  const edge = slider("edge", 1, (value) => store.set({ edge: value.toFixed(3) }));
  const find = el("input", { id: "find", type: "search", placeholder: "Find a filter  /", "aria-label": "Find a filter by name", autocomplete: "off", spellcheck: "false",
    oninput: () => store.set({ find: find.value }), onkeydown: (event) => event.key === "Enter" && next(event.shiftKey ? -1 : 1) });
  const hits = el("output", { for: "find" });
  const left = { score: el("output", { for: "score" }), edge: el("output", { for: "edge" }) };
  const flow = el("button", { id: "flow", title: "Let the layers run down or to the right", onclick: () => store.set({ flow: graph.layout().down ? "right" : "down", view: "" }) });
  const fold = el("button", { id: "fold", onclick: () => store.set({ closed: store.get().closed.length ? [] : model.rows.map((row) => row.layers[0]) }) });
  const wide = el("button", { id: "wide", onclick: () => store.set({ wide: store.get().wide ? "" : "1", view: "" }) });
  const tool = (text, label, action) => el("button", { "aria-label": label, title: label, onclick: action }, text);
  let hit = -1;

  /** Moves to the next filter found. */
  function next(by) {
    const names = [...graph.scene().found];
    if (!names.length) return;
    hit = (hit + by + names.length) % names.length;
    graph.focus(names[hit]);
    find.focus();
  }

  const element = el("div", { class: "controls", role: "toolbar", "aria-label": "Graph" },
    field("Class", classes),
    field("Score", score, left.score),
    model.edges.length ? field("Edges", edge, left.edge) : null,
    el("span", { class: "field" }, find, hits),
    el("span", { class: "tools" }, flow, fold, tool("−", "Zoom out", () => graph.zoom(0.8)), tool("+", "Zoom in", () => graph.zoom(1.25)), tool("Fit", "Show the whole graph", () => graph.fit()), wide));

  function render() {
    const state = store.get();
    const scene = graph.scene();
    classes.value = scene.label;
    score.value = (Number(state.score) || 0) / (largest || 1) * 100;
    edge.value = Math.sqrt(scene.floor) * 100;
    left.score.textContent = `${scene.count} of ${model.filters.length}`;
    left.edge.textContent = `${scene.edges.length} of ${scene.candidates.length}`;
    score.setAttribute("aria-valuetext", `at least ${number(scene.least)}: ${left.score.textContent} filters left`);
    edge.setAttribute("aria-valuetext", `at least ${Math.round(scene.floor * 100)} per cent of the strongest: ${left.edge.textContent} edges left`);
    if (document.activeElement !== find) find.value = state.find;
    hits.textContent = scene.find ? `${scene.found.size} found` : "";
    flow.textContent = graph.layout().down ? "Run right" : "Run down";
    fold.textContent = state.closed.length ? "Unfold" : "Fold";
    wide.textContent = state.wide ? "Reduce" : "Enlarge";
  }

  /** A slider from 0 to 100; edges get finer steps near zero. */
  function slider(name, most, action) {
    return el("input", { id: name, type: "range", min: 0, max: 100, step: 0.5, value: 0, oninput: (event) => {
      const share = Number(event.target.value) / 100;
      action((name === "edge" ? share ** 2 : share) * most);
    } });
  }

  function field(title, input, output) {
    return el("span", { class: "field" }, el("label", { for: input.id }, title), input, output);
  }

  return { element, render, find: () => find.focus() };
}
