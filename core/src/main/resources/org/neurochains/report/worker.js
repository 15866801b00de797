/** The live chain's worker: holds the network and answers one question after the other. */

import { bytesOf } from "./bytes.js";
import { openNetwork } from "./interpreter.js";

let network = null;
let original = null;
let now = null;

const questions = {
  open({ graph, values }) {
    network = openNetwork(graph, bytesOf(values));
  },
  /** Logits of the chain as it was found, and with other scores. */
  run({ image, scores }) {
    const start = performance.now();
    const fresh = !original || image !== null;
    const input = fresh ? image : original.values[0];
    if (fresh) original = network.run(null, input, {});
    now = network.run(fresh ? original : now, input, scores);
    return { was: original.values.at(-1), now: now.values.at(-1), milliseconds: performance.now() - start };
  },
  /** One channel's map, of the chain as it was found and with the scores of the last run. */
  map({ unit, index }) {
    const i = network.nodes.findIndex((node) => node.op === "score" && node.unit === unit);
    const node = network.nodes[i];
    const channel = node?.channels.indexOf(index) ?? -1;
    if (channel < 0 || !now) return null;
    const [, height = 1, width = 1] = node.shape;
    const part = ({ values }) => values[i].slice(channel * height * width, (channel + 1) * height * width);
    return { height, width, was: part(original), now: part(now) };
  },
};

self.onmessage = ({ data }) => {
  try {
    self.postMessage({ id: data.id, answer: questions[data.question](data) ?? null });
  } catch (error) {
    self.postMessage({ id: data.id, fault: String(error) });
  }
};
