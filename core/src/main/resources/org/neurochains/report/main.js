/** Opens the page: reads the document, builds the parts, and keeps them in step with the reader's choices. */

import { el } from "./dom.js";
import { cannotOpen, readDocument } from "./packed.js";
import { readModel } from "./model.js";
import { createState, isPlace, preferredTheme } from "./state.js";
import { createNames, loadNames } from "./names.js";
import { createGraph } from "./graph.js";
import { createInspector } from "./inspector.js";
import { createLive } from "./live.js";
import { createTouch } from "./touch.js";
import { createTour } from "./tour.js";
import { createStrip } from "./strip.js";
import { createControls } from "./controls.js";
import { chainsSection, regionName } from "./chains.js";
import { imagesSection } from "./images.js";
import {
  colourPlots,
  curveSection,
  failuresSection,
  measuresSection,
  provenanceSection,
  summary,
  tablesSection,
} from "./sections.js";
import { createNotes, saveCopy, saveCsv, saveJson, saveNames, savePng, saveSvg } from "./save.js";
import { vectorGraph } from "./vector.js";
import { caseStudy, slides } from "./print.js";

const model = readModel(await readDocument().catch(cannotOpen));
const store = createState(undefined, (key, value) => key !== "image" || isPlace(model.images, value));
const names = (model.names = createNames(store, model.chain.names));
const notes = createNotes();
const preferred = preferredTheme(() => store.touch("theme"));
const theme = () => (store.get().theme === "system" ? preferred() : store.get().theme);

document.title = `${model.source.title || regionName(model)} · NeuroChains`;
document.documentElement.dataset.theme = theme();

const live = createLive(model, store);
const graph = createGraph(model, store, theme, live, (name) => inspector.show(name));
const goTo = (name) => {
  if (model.nodes.get(name)?.layer) store.set({ pin: [name] });
  graph.element.scrollIntoView({ block: "nearest" });
  graph.focus(name);
};
const inspector = createInspector(model, store, theme, { notes, live, goTo });
const controls = createControls(model, store, graph);
const touch = createTouch(model, store, theme, live);
const strip = createStrip(model, store, live);
const tour = createTour(model, store, goTo, theme, ({ filter, images: ofImages }) => {
  // On a narrow screen the controls fill it, and the panel would lie over the graph.
  const part = innerWidth > 960 ? bench : ofImages ? strip.element?.parentElement : null;
  (part ?? graph.element).scrollIntoView({ block: "start" });
  if (filter) graph.show(filter.name);
});
const chains = chainsSection(model, store, theme, live, goTo);
const images = imagesSection(model, store, live);
const bench = el(
  "section",
  { id: "graph", class: store.get().wide ? "enlarged" : null, "aria-label": "Graph" },
  controls.element,
  el("div", { class: "row-above" }, strip.element, controls.family),
  el("div", { class: "bench" }, graph.element, el("div", { class: "side" }, touch.element, inspector.element)),
);
const bar = el("nav", { class: "bar-top", "aria-label": "Page" });
const begin = el("button", { class: "begin", onclick: tour.begin }, "Show me in five steps");
const head = summary(model);
head.querySelector(".facts").append(" ", begin);
const main = el("main", {}, head, bench, tour.element);

document.getElementById("app").replaceChildren(bar, main);
follow();
graph.refresh();
controls.render();
inspector.render();
touch.render();
strip.render();
tour.render();
requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(rest)));

/** Everything below the graph, and the chain itself, once the graph is on the screen. */
function rest() {
  live?.start();
  main.append(
    ...[
      chains.element,
      images.element,
      failuresSection(model),
      curveSection(model),
      measuresSection(model, theme()),
      tablesSection(model),
      provenanceSection(model),
    ].filter(Boolean),
  );
  chains.render();
  images.render();
  fillBar();
  document.documentElement.dataset.ready = "";
}

function fillBar() {
  bar.append(document.getElementById("bar").content.cloneNode(true));
  const themes = bar.querySelector("#theme");
  themes.value = store.get().theme;
  themes.addEventListener("change", () => store.set({ theme: themes.value }));
  store.on(["theme"], (state) => (themes.value = state.theme));
  bar
    .querySelector(".anchors")
    .append(
      ...[...main.querySelectorAll("section:not(.tour) > h2, .touch h2")].map((heading) =>
        el("button", { onclick: () => heading.scrollIntoView({ behavior: "smooth" }) }, heading.textContent),
      ),
    );
  const current = () => vectorGraph(model, graph.scene(), graph.layout(), theme());
  const saves = {
    svg: () => saveSvg(current()),
    png: () => savePng(current()),
    json: () => saveJson(model, notes, store.get().do),
    names: () => saveNames(names),
    load: () => loadNames(names, model.nodes, said),
    csv: () => saveCsv(model, notes),
    copy: () => (store.write(), saveCopy()),
    print: () => print(caseStudy),
    slides: () => print(slides),
  };
  const said = (words) => (bar.querySelector(".said").textContent = words);
  bar.querySelector(".menu").addEventListener("click", (event) => {
    const save = saves[event.target.dataset.save];
    if (save) event.currentTarget.removeAttribute("open");
    save?.();
  });
}

/** What is further down the page follows once the graph has been shown. */
function afterwards(render) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() =>
      setTimeout(() => {
        waiting = false;
        render();
      }, 30),
    );
  };
}

/** Ties the parts to the choices they depend on. */
function follow() {
  const looks = ["pin", "class", "less", "path", "find", "edge", "theme", "image", "size"];
  store.on(["class"], (state) => state.class === "" && store.set({ less: "" }));
  store.on(["theme"], () => (document.documentElement.dataset.theme = theme()));
  store.on(["wide"], (state) => bench.classList.toggle("enlarged", state.wide === "1"));
  store.on(["least", "closed", "open", "flow", "wide", "image"], graph.refresh);
  store.on(looks, graph.recolour);
  store.on(["view"], (state) => state.view === "" || graph.restore());
  store.on([...looks, "least", "closed", "open", "flow", "wide"], controls.render);
  store.on(["pin", "class", "less", "image", "theme"], inspector.render);
  store.on(["do", "click", "theme", "image", "size"], touch.render);
  store.on(["do", "size"], graph.mark);
  store.on(["step", "name"], tour.render);
  store.on(["name"], graph.mark);
  store.on(["name"], controls.render);
  store.on(["image"], strip.render);
  if (live) store.on(["do", "size"], chains.mark);
  live?.on(() => [strip, inspector, graph].forEach((part) => (part.mark ?? part.render)()));
  store.on(["theme"], () => colourPlots(model, theme()));
  store.on(["class", "path", "theme", "name"], afterwards(chains.render));
  store.on(["image"], afterwards(images.render));
  inspector.element.addEventListener("pointerenter", graph.stay);
  inspector.element.addEventListener("pointerleave", graph.leave);
  addEventListener("keydown", key);
  addEventListener("beforeprint", printed);
  matchMedia("print").addEventListener("change", (event) => event.matches && printed());
}

function key(event) {
  if (event.key === "Escape") return escape();
  if (event.key !== "/" || event.target.matches("input, textarea, select")) return null;
  event.preventDefault();
  return controls.find();
}

/** Ends the steps, else lets go of what is chosen, else of the whole window. */
function escape() {
  const { wide, pin, step, class: label } = store.get();
  if (step) return store.set({ step: "" });
  inspector.letGo();
  graph.letGo();
  return store.set(
    wide && !pin.length && !label ? { wide: "" } : { pin: [], class: "", less: "", path: "", find: "", image: "" },
  );
}

/** Whether what is to be printed has been chosen in the menu. */
let held = false;

function printed() {
  if (held) return;
  document.getElementById("print").replaceChildren(...caseStudy(model, graph.scene(), store.get()));
}

/** Prints when all pictures are there. */
function print(content) {
  document.getElementById("print").replaceChildren(...content(model, graph.scene(), store.get(), tour.steps()));
  held = true;
  Promise.allSettled([...document.querySelectorAll("#print img")].map((image) => image.decode()))
    .then(() => window.print())
    .finally(() => (held = false));
}
