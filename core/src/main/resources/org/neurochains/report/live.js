/**
 * The chain that runs in the page: asks the worker for the outputs of the reader's version and of the chain as it was
 * found.
 */

import { hiddenBy, scoreOf, scoresAfter, withChange, withoutTarget } from "./changes.js";
import { createPast } from "./past.js";
import { runs, sizeOf } from "./sizes.js";
import { normalised, pixelsAt, pixelsOfFile } from "./picture.js";

/** Opens it; null where the document has no network. `result` is null until the first answer. */
export function createLive(model, store) {
  const document_ = model.source.live;
  if (!document_?.network) return null;
  const { network, input, labels } = document_;
  const several = document_.outputs === "multi-label";
  const probabilities = several ? sigmoids : softmax;
  let worker = null;
  const ask = (...question) => (worker ??= openWorker(network))(...question);
  const listeners = [];
  const tell = () => listeners.forEach((listener) => listener(live));
  const past = createPast(store);
  let picture = null;
  let sent = null;
  let wanted = null;
  let busy = false;
  let asked = 0;
  let chosen = 0;

  const changes = () => store.get().do;
  const after = (list) => scoresAfter(network, list, live.smaller);
  const live = {
    labels,
    input,
    result: null,
    own: null,
    /** Why there is no answer, or no picture of the reader's own; null where nothing went wrong. */
    fault: null,
    /** What probabilities answer: the indices of the most probable class, or of every label above one half. */
    answer: (list) => [...list.keys()].filter((i) => (several ? list[i] > 0.5 : i === list.indexOf(Math.max(...list)))),
    on: (listener) => listeners.push(listener),
    get pixels() {
      return picture?.pixels ?? null;
    },
    /** The smaller chain that the reader has chosen; null where it is the chain itself, or cannot be run. */
    get smaller() {
      const size = sizeOf(model, store.get());
      return runs(size, network) ? size : null;
    },
    get image() {
      return live.own ? null : (model.images[Number(store.get().image) || 0] ?? null);
    },
    /** Whether a part of the picture is covered: what the whole network says of it then nobody knows. */
    get covered() {
      return hiddenBy(changes()).length > 0;
    },
    scores: () => after(changes()),
    scoreOf: (filter, scores = live.scores()) => scoreOf(network, scores, filter),
    isOff: (filter) => scoreOf(network, live.scores(), filter) === 0,
    undo: past.undo,
    canUndo: past.any,
    reset: () => store.set({ do: [] }),
    drop: (i) => store.set({ do: changes().filter((_, other) => other !== i) }),
    set: (target, value) => store.set({ do: withChange(changes(), target, value) }),
    /** Switches a filter, or a whole layer, off or on again. */
    toggle: (name) => toggle([name], model.layer.get(name)?.filters ?? [model.nodes.get(name)]),
    /** Switches several filters off, or on again where all are off. */
    toggleAll: (names) =>
      toggle(
        names,
        names.map((name) => model.nodes.get(name)),
      ),
    allOff: (names) => names.every((name) => live.isOff(model.nodes.get(name))),
    async choose(file) {
      const turn = ++chosen;
      const pixels = await pixelsOfFile(file, input).catch(() => null);
      if (turn !== chosen) return;
      live.fault = pixels ? null : `${file.name || "The picture"} cannot be read as an image.`;
      if (pixels) live.own = { name: file.name || "pasted picture", pixels };
      if (pixels) refresh();
      else tell();
    },
    /** Puts the reader's own picture away, or one that is still being read. */
    putAway() {
      chosen++;
      live.own = null;
      live.fault = null;
      refresh();
    },
    /** Runs the chain for the first time. */
    start: refresh,
    map: (filter) => ask("map", { unit: filter.layer, index: filter.index }),
  };

  /** Sets targets, which are filters or the layers of filters, to zero, or undoes that where all of the filters are. */
  function toggle(targets, filters) {
    if (!filters.every(live.isOff)) {
      const before = scoresAfter(network, changes());
      const left = targets.filter((name) => !model.nodes.has(name) || scoreOf(network, before, model.nodes.get(name)));
      return store.set({ do: left.reduce((list, target) => withChange(list, target, 0), changes()) });
    }
    const list = [...targets, ...filters.map((filter) => filter.name)].reduce(withoutTarget, changes());
    const still = filters.filter((filter) => scoreOf(network, after(list), filter) === 0);
    return store.set({ do: still.reduce((all, filter) => withChange(all, filter.name, filter.score), list) });
  }

  /** Brings the answer in line with the choices; of several that come while the worker is busy only the last is run. */
  async function refresh() {
    const turn = ++asked;
    const pixels = live.own?.pixels ?? (await regionPixels(Number(store.get().image) || 0));
    if (!pixels || turn !== asked) return;
    picture = { pixels };
    wanted = { pixels, hidden: hiddenBy(changes()), scores: live.scores() };
    if (busy) return;
    busy = true;
    while (wanted) {
      const now = wanted;
      wanted = null;
      await answer(now);
      tell();
    }
    busy = false;
  }

  /** Asks the worker for one answer. */
  async function answer({ pixels, hidden, scores }) {
    const key = JSON.stringify(hidden);
    const fresh = !sent || sent.pixels !== pixels || sent.key !== key;
    try {
      const { now, was, milliseconds } = await ask("run", {
        image: fresh ? normalised(pixels, input, hidden) : null,
        scores,
      });
      sent = { pixels, key };
      live.fault = null;
      live.result = { now: probabilities(now), was: probabilities(was), milliseconds };
    } catch (error) {
      sent = null;
      live.fault = String(error.message ?? error);
    }
  }

  const decoded = new Map();
  function regionPixels(i) {
    const place = document_.images[i];
    if (place === undefined) return null;
    if (!decoded.has(i)) decoded.set(i, pixelsAt(model.picture(place)));
    return decoded.get(i);
  }

  store.on(["image"], live.putAway);
  store.on(["do", "size"], refresh);
  return live;
}

/** Starts the worker from the text that stands in the page; the answer to each question is a promise. */
function openWorker({ nodes, values }) {
  const address = URL.createObjectURL(
    new Blob([document.getElementById("worker").textContent], { type: "text/javascript" }),
  );
  const worker = new Worker(address);
  const open = new Map();
  let last = 0;
  worker.onmessage = ({ data }) => {
    const { answer, fail } = open.get(data.id);
    open.delete(data.id);
    if (data.fault) fail(new Error(data.fault));
    else answer(data.answer);
  };
  worker.onerror = (event) => {
    open.forEach(({ fail }) => fail(new Error(event.message || "The browser does not start a worker here.")));
    open.clear();
  };
  const ask = (question, content) =>
    new Promise((answer, fail) => {
      open.set(++last, { answer, fail });
      worker.postMessage({ id: last, question, ...content });
    });
  ask("open", { graph: { nodes }, values }).catch(() => {});
  return ask;
}

/** Of labels that do not exclude each other, each by itself. */
function sigmoids(logits) {
  return Float64Array.from(logits, (logit) => 1 / (1 + Math.exp(-logit)));
}

function softmax(logits) {
  const most = Math.max(...logits);
  const powers = Float64Array.from(logits, (logit) => Math.exp(logit - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
