/** What of the graph is drawn for the reader's choices: shown filters, shown edges, and what is lit. */

import { differenceOf } from "./difference.js";
import { imageKey, listedPaths } from "./model.js";
import { sizeOf } from "./sizes.js";

const EDGES_AT_FIRST = 350;

/** Reads the scene from the choices; the graph, the counts and the exported pictures all use it. */
export function readScene(model, state) {
  const least = Number(state.least) || 0;
  const label = model.classes.includes(state.class) ? state.class : "";
  const shown = (filter) => Math.abs(filter[model.ranked]) >= least;
  const { kept } = sizeOf(model, state) ?? {};
  const gone = new Set(kept ? model.filters.map((filter) => filter.name).filter((name) => !kept.has(name)) : []);
  const visible = (node) => (node.layer ? shown(node) && !gone.has(node.name) : true);
  const difference = differenceOf(model, state);
  const weighing = difference?.key ?? imageKey(model, state.image, label) ?? label;
  const candidates = model.edges.filter((edge) => weighing in edge.weights && visible(edge.from) && visible(edge.to));
  const floor = state.edge === "" ? defaultFloor(candidates, weighing) : Number(state.edge) || 0;
  const edges = candidates.filter((edge) => edge.relative[weighing] >= floor);
  const chains = label && !difference ? chosenPaths(model, label, state.path) : [];
  const lit = new Set(chains.flatMap((chain) => ["input", ...chain.filters, "logit:" + chain.class]));
  const find = state.find.trim().toLowerCase();
  const found = new Set(
    find
      ? model.filters
          .filter((filter) => model.names.called(filter.name).toLowerCase().includes(find))
          .map((filter) => filter.name)
      : [],
  );
  return {
    label,
    difference,
    weighing,
    /** Which of the region's images stands at the beginning. */
    image: Number(state.image || 0),
    onImage: weighing.startsWith("image\n"),
    least,
    floor,
    shown,
    gone,
    edges,
    candidates,
    chains,
    lit,
    find,
    found,
    count: model.filters.filter(shown).length,
  };
}

/** The path or group that is chosen, or all that are listed. A group is lit along the edges between its filters. */
function chosenPaths(model, label, path) {
  const chosen =
    path === ""
      ? listedPaths(model, label)
      : [...model.groups, ...model.chains].filter((each) => each.class === label && each.i === path);
  return chosen.map((each) => (each.along ? { ...each, pairs: pairsOf(model, each) } : each));
}

function pairsOf(model, { class: label, filters, through, last }) {
  const own = new Set(["input", ...filters]);
  const leads = ({ from, to }) =>
    to.kind === "logit" ? to.class === label && (!last || through.includes(from.name)) : own.has(to.name);
  return model.edges
    .filter((edge) => edge.weights[label] > 0 && own.has(edge.from.name) && leads(edge))
    .map(({ from, to }) => [from.name, to.name]);
}

/** The floor that leaves a legible number of edges, as a share of the strongest of their layer. */
function defaultFloor(edges, label) {
  const sizes = edges.map((edge) => edge.relative[label]).sort((a, b) => b - a);
  return Math.ceil((sizes[EDGES_AT_FIRST] ?? 0) * 100) / 100;
}

/**
 * The steps of inference chains and groups that a layout shows, as pairs of names without repetition; a chain is broken
 * where a filter is hidden.
 */
export function steps(chains, layout) {
  const pairs = new Map();
  for (const chain of chains) {
    const path = ["input", ...chain.filters, "logit:" + chain.class];
    for (const [from, to] of chain.pairs ?? path.slice(1).map((to, i) => [path[i], to]))
      if (layout.nodes.has(from) && layout.nodes.has(to)) pairs.set(from + "\n" + to, [from, to]);
  }
  return [...pairs.values()];
}

/** The width of a drawn edge in pixels. */
export function edgeWidth(relative) {
  return 0.6 + 3.4 * relative;
}
