/** Inference chains in words; choosing one lights it up in the graph. */

import { el, section } from "./dom.js";
import { amount, count, isolated, list, named, number, percent, short } from "./format.js";
import { classStory } from "./story.js";
import { classColour } from "./colour.js";
import { pathHolds, sharedFilters } from "./model.js";

const SHARED_SHOWN = 16;

/** The section, with one column for each class. */
export function chainsSection(model, store, theme, goTo) {
  if (!model.chains.length) return { element: null, render() {} };
  const columns = el("div", { class: "columns" });
  const render = () => {
    columns.replaceChildren(...model.classes.map((name) => column(model, store, theme, goTo, name)));
    words.replaceChildren(...(sharedWords(model, (name) => filterLink(model, name, goTo)) ?? []));
  };
  const words = el("p", {});
  return { element: section("chains", "Inference chains", el("p", { class: "lead" }, "How each class is reached: in words, then its heaviest paths from the image on. A path’s weight is the product of its shares. Each was checked by removing its filters from the chain: it holds where its class then loses most of its probability, at least .1. Paths that hold come first."), columns, words), render };
}

function column(model, store, theme, goTo, name) {
  const state = store.get();
  const chains = model.chains.filter((chain) => chain.class === name);
  const on = state.class === name;
  return el("div", { class: "chains", style: `--class:${classColour(model.classes.indexOf(name), theme())}` },
    el("h3", {}, el("button", { dir: "auto", title: name, "aria-pressed": String(on && state.path === ""), onclick: () => store.set({ class: on && state.path === "" ? "" : name, path: "" }) }, short(named(name), 40))),
    otherWords(model, name),
    classStory(model, name, goTo),
    chains.length ? el("ol", {}, chains.map((chain) => {
      const chosen = on && state.path === String(chain.i);
      return el("li", { class: chosen ? "on" : "" },
        el("button", { class: "light", "aria-pressed": String(chosen), onclick: () => store.set({ class: name, path: chosen ? "" : String(chain.i) }) }, pathWords(model, chain)),
        removal(chain),
        el("p", { dir: "ltr" }, chain.filters.map((filter, i) => [i ? " → " : "", filterLink(model, filter, goTo)]), " → ", el("b", { dir: "auto" }, short(named(name), 30))));
    })) : el("p", {}, "No chain: some step on the way has no positive edge."));
}

/** What removing a path costs its class, and the other class that it costs most. */
function removal({ lost, lostByOther }) {
  if (lost === undefined) return null;
  const other = lostByOther === undefined ? "" : `, another class ${number(lostByOther)}`;
  return el("span", { class: pathHolds({ lost, lostByOther }) ? "holds" : "holds not" }, ` ${pathHolds({ lost, lostByOther }) ? "holds" : "does not hold"}: without it the class loses ${number(lost)} of its probability${other}`);
}

/** A path's weight; where all are small, also compared with the heaviest, for in deep networks every product of shares is. */
function pathWords(model, chain) {
  const most = Math.max(...model.chains.filter((other) => other.class === chain.class).map((other) => other.weight));
  return `weight ${amount(chain.weight)}` + (most < 0.05 && chain.weight < most ? `, ${percent(chain.weight / most)} of the heaviest` : "");
}

/** Why a class that nobody asked for is here. */
function otherWords(model, name) {
  if (!model.others.includes(name)) return null;
  const taken = model.images.filter((image) => image.predicted === name);
  return el("p", { class: "small" }, `Not one of the region’s classes: ${taken.length === 1 ? `the network takes ${short(taken[0].file, 40)} (${short(named(taken[0].class), 30)}) for it` : `the network takes ${count(taken.length)} of the images for it`}.`);
}

function filterLink(model, name, goTo) {
  return el("button", { class: "link", dir: "auto", title: name, onclick: () => goTo(name) }, short(model.names.called(name), 30));
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
  return list((model.chain.region?.classes ?? []).map((name) => isolated(short(named(name), 60)))) || "Region";
}
