/** Inference chains in words; choosing one lights it up in the graph. */

import { el, section } from "./dom.js";
import { isolated, list, number, short } from "./format.js";
import { classColour } from "./colour.js";
import { sharedFilters } from "./model.js";

const SHARED_SHOWN = 16;

/** The section, with one column for each class. */
export function chainsSection(model, store, theme, goTo) {
  if (!model.chains.length) return { element: null, render() {} };
  const columns = el("div", { class: "columns" });
  const render = () => columns.replaceChildren(...model.classes.map((name) => column(model, store, theme, goTo, name)));
  const words = el("p", {}, sharedWords(model, (name) => filterLink(name, goTo)));
  return { element: section("chains", "Inference chains", el("p", { class: "lead" }, "The heaviest paths from the image to each class; a path’s weight is the product of its shares. Each was checked by removing its filters from the chain: it holds where its class then loses most of its probability, at least .1. Paths that hold come first."), columns, words), render };
}

function column(model, store, theme, goTo, name) {
  const state = store.get();
  const chains = model.chains.filter((chain) => chain.class === name);
  const on = state.class === name;
  return el("div", { class: "chains", style: `--class:${classColour(model.classes.indexOf(name), theme())}` },
    el("h3", {}, el("button", { dir: "auto", title: name, "aria-pressed": String(on && state.path === ""), onclick: () => store.set({ class: on && state.path === "" ? "" : name, path: "" }) }, short(name, 40))),
    chains.length ? el("ol", {}, chains.map((chain) => {
      const chosen = on && state.path === String(chain.i);
      return el("li", { class: chosen ? "on" : "" },
        el("button", { class: "light", "aria-pressed": String(chosen), onclick: () => store.set({ class: name, path: chosen ? "" : String(chain.i) }) }, "weight " + number(chain.weight)),
        removal(chain),
        el("p", { dir: "ltr" }, chain.filters.map((filter, i) => [i ? " → " : "", filterLink(filter, goTo)]), " → ", el("b", { dir: "auto" }, short(name, 30))));
    })) : el("p", {}, "No chain: some step on the way has no positive edge."));
}

/** What removing a path costs its class, and the other class that it costs most. */
function removal({ lost, lostByOther }) {
  if (lost === undefined) return null;
  const holds = lost >= 0.1 && !(lostByOther >= lost);
  const other = lostByOther === undefined ? "" : `, another class ${number(lostByOther)}`;
  return el("span", { class: holds ? "holds" : "holds not" }, ` ${holds ? "holds" : "does not hold"}: without it the class loses ${number(lost)} of its probability${other}`);
}

function filterLink(name, goTo) {
  return el("button", { class: "link", dir: "auto", title: name, onclick: () => goTo(name) }, short(name, 30));
}

/** Which filters more than one class rests on; `link` makes what stands for a filter. */
export function sharedWords(model, link = (name) => name) {
  const shared = sharedFilters(model);
  if (!shared.length) return null;
  const wrong = model.images.some((image) => image.predicted && image.class && image.predicted !== image.class);
  const rest = shared.length - SHARED_SHOWN;
  return [wrong ? "Some images are misclassified. " : "", "Filters that more than one class rests on: ",
    shared.slice(0, SHARED_SHOWN).map((filter, i) => [i ? ", " : "", link(filter.name)]), rest > 0 ? ` and ${rest} more.` : "."].flat(2);
}

/** The chains of a class as text. */
export function chainWords(chains) {
  return chains.map((chain) => `${chain.filters.join(" → ")} (${number(chain.weight)})`);
}

/** "automobile and horse", or what the region is called. */
export function regionName(model) {
  return list((model.chain.region?.classes ?? []).map((name) => isolated(short(name, 60)))) || "Region";
}
