/** Inference chains in words; choosing one lights it up in the graph. */

import { el, renew, section } from "./dom.js";
import { amount, count, isolated, list, named, number, percent, short } from "./format.js";
import { classStory, inText } from "./story.js";
import { classColour } from "./colour.js";
import { pathHolds, sharedFilters } from "./model.js";

const SHARED_SHOWN = 16;

/** The section, with one column for each class. */
export function chainsSection(model, store, theme, live, goTo) {
  if (!model.chains.length) return { element: null, render() {}, mark() {} };
  const columns = el("div", { class: "columns" });
  const render = () => {
    renew(columns, ...model.classes.map((name) => column(model, store, theme, live, goTo, name)));
    mark();
    words.replaceChildren(...(sharedWords(model, (name) => filterLink(model, name, goTo)) ?? []));
  };
  const words = el("p", {});
  /** Marks the paths that the reader has switched off. */
  const mark = () =>
    columns
      .querySelectorAll("[data-path]")
      .forEach((button) => button.setAttribute("aria-pressed", String(live.allOff(button.dataset.path.split(" ")))));
  return {
    element: section("chains", "Inference chains", el("p", { class: "lead" }, lead(model)), columns, words),
    render,
    mark,
  };
}

function column(model, store, theme, live, goTo, name) {
  const state = store.get();
  const chains = model.chains.filter((chain) => chain.class === name);
  const groups = model.groups.filter((group) => group.class === name);
  const on = state.class === name;
  const singles = el(
    "ol",
    {},
    chains.map((chain) =>
      entry(
        store,
        chain,
        live,
        pathWords(model, chain),
        chain.filters.map((filter, i) => [i ? " → " : "", filterLink(model, filter, goTo)]),
      ),
    ),
  );
  return el(
    "div",
    { class: "chains", style: `--class:${classColour(model.classes.indexOf(name), theme())}` },
    el(
      "h3",
      {},
      el(
        "button",
        {
          dir: "auto",
          title: name,
          "aria-pressed": String(on && state.path === ""),
          onclick: () => store.set({ class: on && state.path === "" ? "" : name, path: "" }),
        },
        short(named(name), 40),
      ),
    ),
    otherWords(model, name),
    classStory(model, name, goTo),
    groups.length
      ? el(
          "ol",
          { class: "groups" },
          groups.map((group) => entry(store, group, live, groupWords(group), groupSteps(model, group, goTo))),
        )
      : null,
    chains.length === 0
      ? el("p", {}, "No chain: some step on the way has no positive edge.")
      : groups.length
        ? el(
            "details",
            { open: chains.some(({ i }) => i === state.path) },
            el("summary", {}, "Its heaviest single paths"),
            singles,
          )
        : singles,
  );
}

/** A path or a group, which lights up in the graph. */
function entry(store, path, live, words, steps) {
  const state = store.get();
  const chosen = state.class === path.class && state.path === path.i;
  return el(
    "li",
    { class: chosen ? "on" : "" },
    el(
      "button",
      {
        class: "light",
        "aria-pressed": String(chosen),
        onclick: () => store.set({ class: path.class, path: chosen ? "" : path.i }),
      },
      words,
    ),
    removal(path),
    live && switchOf(live, path),
    el("p", { dir: "ltr" }, steps, " → ", el("b", { dir: "auto" }, short(named(path.class), 30))),
  );
}

/** Removes a path, or what the paths of a group have in common, from the chain that runs in the page. */
function switchOf(live, path) {
  const filters = path.through ?? path.filters;
  if (!filters.length) return null;
  const words = path.through ? "Remove what they share" : "Remove this path";
  return [
    " ",
    el("button", { class: "switch", "data-path": filters.join(" "), onclick: () => live.toggleAll(filters) }, words),
  ];
}

function lead(model) {
  const groups = model.groups.length > 0;
  const what = groups
    ? "groups of its paths from the image on that carry most of what speaks for it. The paths of a group have a filter in common; beside each other filter stands how much of the group passes it."
    : "its heaviest paths from the image on. A path’s weight is the product of its shares.";
  return `How each class is reached: in words, then ${what} Each was checked by removing ${groups ? "that filter" : "its filters"} from the chain: it holds where its class then loses at least .1 of its probability, and more than any other class. What holds comes first.`;
}

/** A group's weight and what its paths have in common. */
function groupWords({ weight, through, last }) {
  if (!through.length) return `${amount(weight)} comes from the image without any filter`;
  return `${amount(weight)} ${last ? "ends in" : "runs through"} ${through.length > 1 ? `one of ${count(through.length)} filters` : "one filter"}`;
}

/** The filters along a group: that which all its paths have in common as a picture, the others with their parts. */
function groupSteps(model, { along, through }, goTo) {
  const layers = new Map();
  for (const [filter, part] of Object.entries(along)) {
    const layer = model.nodes.get(filter)?.layer ?? filter;
    layers.set(layer, [...(layers.get(layer) ?? []), [filter, part]]);
  }
  const one = ([filter, part], i) => [
    i ? " or " : "",
    through.includes(filter) ? el("b", {}, inText(model, filter, goTo)) : filterLink(model, filter, goTo),
    through.length === 1 && through[0] === filter ? "" : el("small", {}, ` ${percent(part)}`),
  ];
  return [...layers.values()].map((own, i) => [i ? " → " : "", own.map(one)]);
}

/** What removing a path costs its class, and the other class that it costs most. */
function removal({ lost, lostByOther }) {
  if (lost === undefined) return null;
  const holds = pathHolds({ lost, lostByOther });
  const own = lost < 0 ? `gains ${number(-lost)}` : `loses ${number(lost)}`;
  const other =
    lostByOther === undefined || lostByOther === null
      ? ""
      : lostByOther <= 0
        ? ", no other class any"
        : lost < 0
          ? `, another loses ${number(lostByOther)}`
          : `, another ${number(lostByOther)}`;
  return el(
    "span",
    { class: holds ? "holds" : "holds not" },
    ` ${holds ? "holds" : "does not hold"}: without it the class ${own} of its probability${lost < 0 && lostByOther <= 0 ? "" : other}`,
  );
}

/**
 * A path's weight; where all are small, also compared with the heaviest, for in deep networks every product of shares
 * is.
 */
function pathWords(model, chain) {
  const most = Math.max(...model.chains.filter((other) => other.class === chain.class).map((other) => other.weight));
  return (
    `weight ${amount(chain.weight)}` +
    (most < 0.05 && chain.weight < most ? `, ${percent(chain.weight / most)} of the heaviest` : "")
  );
}

/** Why a class that nobody asked for is here. */
function otherWords(model, name) {
  if (!model.others.includes(name)) return null;
  const taken = model.images.filter((image) => image.predicted === name);
  return el(
    "p",
    { class: "small" },
    `Not one of the region’s classes: ${taken.length === 1 ? `the network takes ${short(taken[0].file, 40)} (${short(named(taken[0].class), 30)}) for it` : `the network takes ${count(taken.length)} of the images for it`}.`,
  );
}

function filterLink(model, name, goTo) {
  return el(
    "button",
    { class: "link", dir: "auto", title: name, onclick: () => goTo(name) },
    short(model.names.called(name, 20), 44),
  );
}

/** Which filters more than one class rests on; `link` makes what stands for a filter. */
export function sharedWords(model, link = (name) => name) {
  const shared = sharedFilters(model);
  if (!shared.length) return null;
  const wrong = model.images.some((image) => image.predicted && image.class && image.predicted !== image.class);
  const rest = shared.length - SHARED_SHOWN;
  return [
    wrong ? "Some images are misclassified. " : "",
    "Filters that more than one class rests on: ",
    shared.slice(0, SHARED_SHOWN).map((filter, i) => [i ? ", " : "", link(filter.name)]),
    rest > 0 ? ` and ${rest} more.` : ".",
  ].flat(2);
}

/** Paths and groups of paths as text. */
export function chainWords(paths) {
  return paths.map((path) =>
    path.along
      ? `${groupWords(path)}: ${Object.entries(path.along)
          .map(([filter, part]) => (path.through.includes(filter) ? filter : `${filter} ${percent(part)}`))
          .join(" → ")}`
      : `${path.filters.join(" → ")} (${number(path.weight)})`,
  );
}

/** "automobile and horse", or what the region is called. */
export function regionName(model) {
  return list((model.chain.region?.classes ?? []).map((name) => isolated(short(named(name), 60)))) || "Region";
}
