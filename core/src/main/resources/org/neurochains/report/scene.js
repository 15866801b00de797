/** What of the graph is drawn for the reader's choices: shown filters, shown edges, and what is lit. */

import { differenceOf } from "./difference.js";
import { sizeOf } from "./sizes.js";

const EDGES_AT_FIRST = 350;

/** Reads the scene from the choices; the graph, the counts and the exported pictures all use it. */
export function readScene(model, state) {
  const least = Number(state.score) || 0;
  const label = model.classes.includes(state.class) ? state.class : "";
  const shown = (filter) => Math.abs(filter.score) >= least;
  const { kept } = sizeOf(model, state) ?? {};
  const gone = new Set(kept ? model.filters.map((filter) => filter.name).filter((name) => !kept.has(name)) : []);
  const visible = (node) => (node.layer ? shown(node) && !gone.has(node.name) : true);
  const difference = differenceOf(model, state);
  const weighing = difference?.key ?? label;
  const candidates = model.edges.filter((edge) => weighing in edge.weights && visible(edge.from) && visible(edge.to));
  const floor = state.edge === "" ? defaultFloor(candidates, weighing) : Number(state.edge) || 0;
  const edges = candidates.filter((edge) => edge.relative[weighing] >= floor);
  const chains = label && !difference ? model.chains.filter((chain) => chain.class === label && (state.path === "" || String(chain.i) === state.path)) : [];
  const lit = new Set(chains.flatMap((chain) => ["input", ...chain.filters, "logit:" + chain.class]));
  const find = state.find.trim().toLowerCase();
  const found = new Set(find ? model.filters.filter((filter) => model.names.called(filter.name).toLowerCase().includes(find)).map((filter) => filter.name) : []);
  return { label, difference, weighing, least, floor, shown, gone, edges, candidates, chains, lit, find, found, count: model.filters.filter(shown).length };
}

/** The floor that leaves a legible number of edges, as a share of the strongest of their layer. */
function defaultFloor(edges, label) {
  const sizes = edges.map((edge) => edge.relative[label]).sort((a, b) => b - a);
  return Math.ceil((sizes[EDGES_AT_FIRST] ?? 0) * 100) / 100;
}

/** The steps of inference chains that a layout shows, as pairs of names without repetition; a chain is broken where a filter is hidden. */
export function steps(chains, layout) {
  const pairs = new Map();
  for (const chain of chains) {
    const path = ["input", ...chain.filters, "logit:" + chain.class];
    for (let i = 1; i < path.length; i++) if (layout.nodes.has(path[i - 1]) && layout.nodes.has(path[i])) pairs.set(path[i - 1] + "\n" + path[i], [path[i - 1], path[i]]);
  }
  return [...pairs.values()];
}

/** The width of a drawn edge in pixels. */
export function edgeWidth(relative) {
  return 0.6 + 3.4 * relative;
}
