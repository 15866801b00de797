/** Opens the page: reads the document, builds the parts, and keeps them in step with the reader's choices. */

import { el } from "./dom.js";
import { readModel } from "./model.js";
import { createState } from "./state.js";
import { createGraph } from "./graph.js";
import { createInspector } from "./inspector.js";
import { createControls } from "./controls.js";
import { chainsSection, regionName } from "./chains.js";
import { imagesSection } from "./images.js";
import { curveSection, failuresSection, measuresSection, provenanceSection, summary, tablesSection } from "./sections.js";
import { createNotes, saveCopy, saveCsv, saveJson, savePng, saveSvg } from "./save.js";
import { vectorGraph } from "./vector.js";
import { caseStudy } from "./print.js";

const model = readModel(JSON.parse(document.getElementById("document").textContent));
const store = createState();
const notes = createNotes();
const dark = matchMedia("(prefers-color-scheme: dark)");
const theme = () => (store.get().theme === "system" ? (dark.matches ? "dark" : "light") : store.get().theme);

document.title = `${model.source.title || regionName(model)} · NeuroChains`;
document.documentElement.dataset.theme = theme();

const graph = createGraph(model, store, theme, (name) => inspector.show(name));
const goTo = (name) => {
  if (model.nodes.get(name)?.layer) store.set({ pin: [name] });
  graph.element.scrollIntoView({ block: "nearest" });
  graph.focus(name);
};
const inspector = createInspector(model, store, theme, notes, goTo);
const controls = createControls(model, store, graph);
const chains = chainsSection(model, store, theme, goTo);
const images = imagesSection(model, store);
const bench = el("section", { id: "graph", "aria-label": "Graph" }, controls.element, el("div", { class: "bench" }, graph.element, inspector.element));
const bar = el("nav", { class: "bar-top", "aria-label": "Page" });
const main = el("main", {}, summary(model), bench);

document.getElementById("app").replaceChildren(bar, main);
follow();
graph.refresh();
controls.render();
inspector.render();
requestAnimationFrame(() => setTimeout(rest));

/** Everything below the graph, after the first paint. */
function rest() {
  main.append(...[chains.element, images.element, failuresSection(model), curveSection(model), measuresSection(model), tablesSection(model), provenanceSection(model)].filter(Boolean));
  chains.render();
  images.render();
  fillBar();
  document.documentElement.dataset.ready = "";
}

function fillBar() {
  const themes = el("select", { id: "theme", "aria-label": "Theme", onchange: () => store.set({ theme: themes.value }) }, ["system", "light", "dark"].map((name) => el("option", { value: name }, name)));
  themes.value = store.get().theme;
  store.on(["theme"], (state) => (themes.value = state.theme));
  const current = () => vectorGraph(model, graph.scene(), graph.layout(), theme());
  const item = (text, action) => el("button", { onclick: () => (menu.removeAttribute("open"), action()) }, text);
  const menu = el("details", { class: "menu" }, el("summary", {}, "Save"), el("div", {},
    item("Graph as SVG", () => saveSvg(current())), item("Graph as PNG", () => savePng(current())), item("Data as JSON", () => saveJson(model, notes)),
    item("Filters as CSV", () => saveCsv(model, notes)), item("Copy with notes", saveCopy), item("Print case study", print)));
  bar.append(el("a", { class: "brand", href: "#" }, "NeuroChains"),
    el("div", { class: "anchors" }, [...main.querySelectorAll("section > h2")].map((heading) => el("button", { onclick: () => heading.scrollIntoView({ behavior: "smooth" }) }, heading.textContent))),
    themes, menu);
}

/** Ties the parts to the choices they depend on. */
function follow() {
  const looks = ["pin", "class", "path", "find", "edge", "theme", "image"];
  store.on(["theme"], () => (document.documentElement.dataset.theme = theme()));
  store.on(["wide"], (state) => bench.classList.toggle("enlarged", state.wide === "1"));
  bench.classList.toggle("enlarged", store.get().wide === "1");
  store.on(["score", "closed", "flow", "wide"], graph.refresh);
  store.on(looks, graph.recolour);
  store.on(["view"], (state) => state.view === "" || graph.restore());
  store.on([...looks, "score", "closed", "flow", "wide"], controls.render);
  store.on(["pin", "class", "image", "theme"], inspector.render);
  store.on(["class", "path", "theme"], chains.render);
  store.on(["image"], images.render);
  dark.addEventListener("change", () => store.get().theme === "system" && ((document.documentElement.dataset.theme = theme()), graph.recolour(), inspector.render()));
  addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select");
    if (event.key === "Escape") store.set(store.get().wide && !store.get().pin.length && !store.get().class ? { wide: "" } : { pin: [], class: "", path: "", find: "", image: "" });
    if (event.key === "/" && !typing) {
      event.preventDefault();
      controls.find();
    }
  });
  addEventListener("beforeprint", printed);
  matchMedia("print").addEventListener("change", (event) => event.matches && printed());
}

function printed() {
  document.getElementById("print").replaceChildren(...caseStudy(model, graph.scene(), store.get()));
}

/** Prints when all pictures of the case study are there. */
async function print() {
  printed();
  await Promise.allSettled([...document.querySelectorAll("#print img")].map((image) => image.decode()));
  window.print();
}
