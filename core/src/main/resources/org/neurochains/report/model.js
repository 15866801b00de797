/** The document as the page uses it: filters with their neighbours, ranks and evidence. */

/** Reads the JSON document inside the page. */
export function readModel(source) {
  const chain = source.chain;
  const places = new Map(source.topology.map((layer) => [layer.name, layer]));
  const evidence = new Map(source.filters.map((filter) => [filter.name, filter]));
  const layers = (chain.layers ?? []).map((layer) => readLayer(layer, places.get(layer.name), evidence, source.arrangement.order[layer.name]));
  const filters = layers.flatMap((layer) => layer.filters);
  [...filters].sort((a, b) => b.score - a.score).forEach((filter, i) => (filter.rank = i + 1));
  const nodes = new Map(filters.map((filter) => [filter.name, filter]));
  const classes = [...new Set([...(chain.region?.classes ?? []), ...(chain.edges ?? []).map((edge) => edge.class)])];
  nodes.set("input", { name: "input", kind: "input", in: [], out: [] });
  for (const name of classes) nodes.set("logit:" + name, { name: "logit:" + name, kind: "logit", class: name, in: [], out: [] });
  const model = {
    source, chain, layers, filters, nodes, classes,
    layer: new Map(layers.map((layer) => [layer.name, layer])),
    rows: source.arrangement.rows,
    edges: readEdges(chain.edges ?? [], nodes),
    chains: (chain.inferenceChains ?? []).map((path, i) => ({ ...path, i })),
    images: source.images.map((image, i) => ({ ...(chain.region?.images?.[i] ?? {}), ...image, i })),
    picture: (place) => (place === null || place === undefined ? null : source.pictures[place]),
  };
  model.scores = scoreRange(filters);
  return model;
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
  return { ...layer, kind, filters, group: place?.group ?? null, units: layer.units ?? place?.units ?? filters.length, bypassed: layer.bypassed === true };
}

/** Joins the weights of one edge for several classes, and relates each to the strongest into the same layer. */
function readEdges(list, nodes) {
  const edges = new Map();
  for (const { from, to, class: label, weight } of list) {
    const [source, target] = [nodes.get(from), nodes.get(to)];
    if (!source || !target) continue;
    const key = from + "\n" + to;
    if (!edges.has(key)) {
      const edge = { from: source, to: target, weights: {}, relative: {} };
      edges.set(key, edge);
      source.out.push(edge);
      target.in.push(edge);
    }
    edges.get(key).weights[label] = weight;
  }
  const strongest = new Map();
  const all = [...edges.values()];
  for (const edge of all) {
    edge.weights[""] = Object.values(edge.weights).reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
    for (const [label, weight] of Object.entries(edge.weights)) {
      const key = (edge.to.layer ?? "logits") + "\n" + label;
      strongest.set(key, Math.max(strongest.get(key) ?? 0, Math.abs(weight)));
    }
  }
  for (const edge of all) {
    for (const [label, weight] of Object.entries(edge.weights)) {
      edge.relative[label] = Math.abs(weight) / (strongest.get((edge.to.layer ?? "logits") + "\n" + label) || 1);
    }
  }
  return all.sort((a, b) => a.relative[""] - b.relative[""]);
}

/** The scores that get the ends of the colour scale: the 2nd and the 98th percentile. */
function scoreRange(filters) {
  const scores = filters.map((filter) => filter.score).sort((a, b) => a - b);
  const at = (share) => scores[Math.round(share * (scores.length - 1))] ?? 1;
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
