/** The document as the page uses it: filters with their neighbours, ranks and evidence. */

import { bytesOf } from "./bytes.js";
import { single } from "./half.js";
import { readSizes } from "./sizes.js";

/** Longer names of layers do not fit over their columns. */
const LONGEST_LABEL = 10;

/** Reads the JSON document inside the page. */
export function readModel(source) {
  const chain = source.chain;
  const places = new Map(source.topology.map((layer) => [layer.name, layer]));
  const evidence = new Map(source.filters.map((filter) => [filter.name, filter]));
  const layers = (chain.layers ?? []).map((layer) =>
    readLayer(layer, places.get(layer.name), evidence, source.arrangement.order[layer.name]),
  );
  const labels = layerLabels(layers.map(({ name }) => name));
  layers.forEach((layer, i) => (layer.label = labels[i]));
  const filters = layers.flatMap((layer) => layer.filters);
  const fromImage = evidenceFromImage(source.topology, layers);
  const largestShare = Math.max(...filters.flatMap((filter) => Object.values(filter.shares)));
  const relative = largestShare > 0 && largestShare < 0.0005;
  if (relative) layers.forEach(shareOut);
  const known = filters.length > 0 && filters.every((filter) => Number.isFinite(filter.effect));
  const ranked = known ? "effect" : "score";
  [...filters].sort((a, b) => b[ranked] - a[ranked]).forEach((filter, i) => (filter.rank = i + 1));
  const most = Math.max(...filters.map((filter) => Math.abs(filter[ranked])), 1e-12);
  for (const filter of filters) {
    filter.part = known ? Math.sqrt(Math.abs(filter.effect) / most) : Math.abs(filter.score) / most;
    filter.size = known ? filter.part : null;
    filter.serves = serves(filter.shares);
  }
  const nodes = new Map(filters.map((filter) => [filter.name, filter]));
  const classes = [...new Set([...(chain.region?.classes ?? []), ...(chain.edges ?? []).map((edge) => edge.class)])];
  nodes.set("input", { name: "input", kind: "input", in: [], out: [] });
  for (const name of classes)
    nodes.set("logit:" + name, { name: "logit:" + name, kind: "logit", class: name, in: [], out: [] });
  const asked = chain.region?.classes ?? classes;
  return {
    /** Classes that nobody asked for: what images were taken for. */
    others: classes.filter((name) => !asked.includes(name)),
    /** What filters are ranked, sized and hidden by: "effect", or "score" where not all effects are known. */
    ranked,
    most,
    range: ends(filters.map((filter) => filter[ranked])),
    sizes: readSizes(source),
    /** By class, the part of its evidence that comes from the image; the rest is from biases. */
    fromImage,
    /** Whether shares are parts of their layer’s, because all are too small to be read. */
    relative,
    differences: new Map(),
    source,
    chain,
    layers,
    filters,
    nodes,
    classes,
    removals: new Map((source.removals ?? []).map(({ filter, outcomes }) => [filter, outcomes])),
    layer: new Map(layers.map((layer) => [layer.name, layer])),
    rows: source.arrangement.rows,
    edges: readEdges(chain.edges ?? [], nodes),
    imageEdges: new Map((source.imageEdges ?? []).map((edges) => [String(edges.image), edges])),
    chains: (chain.inferenceChains ?? []).map((path, i) => ({ ...path, i: String(i) })),
    groups: (chain.pathGroups ?? []).map((group, i) => ({
      ...group,
      i: "group" + i,
      filters: Object.keys(group.along),
    })),
    images: source.images.map((image, i) => ({ ...(chain.region?.images?.[i] ?? {}), ...image, i })),
    picture: (place) => (place === null || place === undefined ? null : source.pictures[place]),
  };
}

/**
 * What stands over the columns of layers: their names, or where these are long, as in ONNX files, what tells them
 * apart: their numbers, and as many words as it takes.
 */
function layerLabels(names) {
  if (names.every((name) => name.length <= LONGEST_LABEL)) return names;
  const tokens = names.map((name) => name.split(/[^\p{L}\p{N}]+/u).filter(Boolean));
  const common = (token) => tokens.filter((own) => own.includes(token)).length > 0.6 * names.length;
  const number = (token) => /^\d+$/.test(token);
  const words = tokens.map((own) => own.filter((token) => !number(token) && !common(token)));
  const most = Math.max(...words.map((own) => own.length), 1);
  for (let some = 1; some <= most; some++) {
    const labels = tokens.map((own, i) => [own.filter(number).join("."), ...words[i].slice(0, some)].join(" ").trim());
    if (labels.every(Boolean) && new Set(labels).size === labels.length) return labels;
  }
  return names;
}

/** By class, what the shares of the layer that sees the image add up to; nothing where several layers see it. */
function evidenceFromImage(topology, layers) {
  const first = topology.filter((place) => place.inputs?.includes("input"));
  const layer = layers.find(({ name }) => name === first[0]?.name);
  const sums = {};
  if (first.length === 1)
    layer?.filters.forEach(({ shares }) =>
      Object.entries(shares).forEach(([name, share]) => (sums[name] = (sums[name] ?? 0) + share)),
    );
  return sums;
}

/** Makes a layer's shares add up to one for each class. */
function shareOut({ filters }) {
  const sums = {};
  for (const { shares } of filters)
    for (const [name, share] of Object.entries(shares)) sums[name] = (sums[name] ?? 0) + share;
  for (const filter of filters)
    filter.shares = Object.fromEntries(
      Object.entries(filter.shares).map(([name, share]) => [name, share / (sums[name] || 1)]),
    );
}

function readLayer(layer, place, evidence, order = []) {
  const kind = place?.kind ?? "convolution";
  const filters = (layer.filters ?? []).map((filter) => {
    const name = layer.name + "." + filter.index;
    const found = evidence.get(name);
    return { ...filter, name, kind, layer: layer.name, evidence: found, shares: found?.shares ?? {}, in: [], out: [] };
  });
  const at = new Map(order.map((index, i) => [index, i]));
  filters.sort((a, b) => (at.get(a.index) ?? 0) - (at.get(b.index) ?? 0));
  return {
    ...layer,
    kind,
    filters,
    group: place?.group ?? null,
    units: layer.units ?? place?.units ?? filters.length,
    bypassed: layer.bypassed === true,
  };
}

/** Joins the weights of one edge for several classes. */
function readEdges(list, nodes) {
  const all = [];
  const bySource = new Map();
  for (const { from, to, class: label, weight } of list) {
    const [source, target] = [nodes.get(from), nodes.get(to)];
    if (!source || !target) continue;
    if (!bySource.has(source)) bySource.set(source, new Map());
    const byTarget = bySource.get(source);
    let edge = byTarget.get(target);
    if (!edge) {
      edge = { from: source, to: target, weights: {}, relative: {} };
      byTarget.set(target, edge);
      source.out.push(edge);
      target.in.push(edge);
      all.push(edge);
    }
    edge.weights[label] = weight;
  }
  for (const edge of all)
    edge.weights[""] = Object.values(edge.weights).reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
  new Set(all.flatMap((edge) => Object.keys(edge.weights))).forEach((label) => relate(all, label));
  return all.sort((a, b) => a.relative[""] - b.relative[""]);
}

/**
 * The key under which edges have their weights on an image, of the class that the network predicts for it; null where
 * nobody has looked.
 */
export function imageKey(model, image, label) {
  const known = model.imageEdges.get(image);
  const predicted = model.images[image]?.predicted;
  if (!known || !predicted || (label !== "" && label !== predicted)) return null;
  const key = "image\n" + image;
  known.fit ??= readImageEdges(model, known, predicted, key);
  return known.fit ? key : null;
}

/** Reads an image's edges; false where they are not those of this chain. */
function readImageEdges(model, { values, scale }, predicted, key) {
  const halves = new Uint16Array(bytesOf(values).buffer);
  const own = model.chain.edges.filter((edge) => edge.class === predicted);
  if (own.length !== halves.length) return false;
  const places = new Map(model.edges.map((edge) => [edge.from.name + "\n" + edge.to.name, edge]));
  own.forEach(({ from, to }, i) => {
    const edge = places.get(from + "\n" + to);
    const weight = single(halves[i]) * scale;
    if (edge && weight) edge.weights[key] = weight;
  });
  relate(model.edges, key);
  return true;
}

/** Relates the weights of one label to the strongest into the same layer. */
export function relate(edges, label) {
  const known = edges.filter(({ weights }) => label in weights);
  const strongest = new Map();
  const into = ({ to }) => to.layer ?? "logits";
  for (const edge of known)
    strongest.set(into(edge), Math.max(strongest.get(into(edge)) ?? 0, Math.abs(edge.weights[label])));
  for (const edge of known) edge.relative[label] = Math.abs(edge.weights[label]) / (strongest.get(into(edge)) || 1);
}

/** What is listed of how a class is reached: its groups of paths, where they are known, else its heaviest paths. */
export const listedPaths = (model, name) =>
  (model.groups.length ? model.groups : model.chains).filter((path) => path.class === name);

/**
 * Whether a class hangs on a path or a group of paths: its removal costs it a tenth of its probability at least, and
 * more than it costs any other class.
 */
export const pathHolds = ({ lost, lostByOther }) => lost >= 0.1 && !(lostByOther >= lost);

/**
 * A filter's face: its kernel in the first layer, else the natural crop that excites it most with what it answers to,
 * else a picture made to excite it.
 */
export function faceOf(filter) {
  const made = filter.evidence?.visualisations ?? [];
  const kernel = made.find((each) => each.form === "kernel");
  const top = filter.evidence?.topImages[0];
  if (kernel) return { picture: kernel.picture, kernel: true };
  if (top && top.activation > 0) return { picture: top.crop, mask: top.mask };
  return made.length ? { picture: made[0].picture } : null;
}

/** The class that a filter serves: the one with the largest share, where it is at least twice the next; else none. */
function serves(shares) {
  const [[first, most], [, next]] = [...Object.entries(shares).sort(([, a], [, b]) => b - a), ["", 0], ["", 0]];
  return most > 0 && most >= 2 * next ? first : "";
}

/** The values that get the ends of the colour scale: the 2nd and the 98th percentile. */
function ends(values) {
  const sorted = values.sort((a, b) => a - b);
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))] ?? 1;
  return [at(0.02), at(0.98)];
}

/** The images that stand for the region: the first of each class. */
export function onePerClass(model) {
  return model.images.filter((image, i) => model.images.findIndex((other) => other.class === image.class) === i);
}

/** Filters on which more than one class rests, the most shared first. */
export function sharedFilters(model, least = 0.02) {
  const weakest = (filter) => Object.values(filter.shares).sort((a, b) => b - a)[1] ?? 0;
  return model.filters.filter((filter) => weakest(filter) >= least).sort((a, b) => weakest(b) - weakest(a));
}
