/**
 * The family of chains that the solver went through: their figures, and of the smaller ones which filters they keep.
 */

import { bytesOf } from "./bytes.js";
import { gatesOf } from "./changes.js";
import { single } from "./half.js";
import { count, list, number, percent } from "./format.js";

/**
 * Every size, small to large; `own` is the chain's, `kept` the scores by filter of a smaller member made of the chain's
 * filters. Empty where there is but one.
 */
export function readSizes({ chain, family = [] }) {
  const { result = {} } = chain;
  const names = (chain.layers ?? []).flatMap((layer) =>
    (layer.filters ?? []).map((filter) => layer.name + "." + filter.index),
  );
  const points = (chain.curve ?? [])
    .map((point, at) => ({ ...point, at: String(at) }))
    .filter((point) => point.kl >= 0);
  const own = points.find((point) => point.filters === result.filters && Math.abs(point.kl - result.kl) < 1e-6) ?? {
    filters: result.filters,
    shortcutChannels: result.shortcutChannels,
    kl: result.kl,
    agreement: result.agreement,
  };
  Object.assign(own, { at: "", heldOut: result.heldOut });
  if (!points.includes(own)) points.push(own);
  for (const { point, bypassed, scores } of family) {
    const halves = new Uint16Array(bytesOf(scores).buffer);
    const member = points.find(({ at }) => at === String(point));
    if (member)
      Object.assign(member, {
        bypassed,
        kept: new Map(names.map((name, i) => [name, single(halves[i])]).filter(([, score]) => score !== 0)),
      });
  }
  return points.length < 2 ? [] : points.sort((a, b) => a.filters - b.filters);
}

/** The size that the reader has chosen; the chain's own where none is. */
export const sizeOf = (model, state) =>
  model.sizes.find(({ at }) => at === state.size) ?? model.sizes.find(({ at }) => at === "");

/** Whether the page can run a smaller member: it has its scores, and ways round what it bypasses. */
export const runs = (size, network) =>
  size?.kept !== undefined && size.bypassed.every((group) => gatesOf(network).some((gate) => gate.group === group));

/** What holds at a size. */
export function sizeWords(model, size) {
  const { maxKl } = model.chain.solver ?? {};
  const asked = maxKl ? `, ${size.kl <= maxKl ? "within" : "above"} the ${number(maxKl)} asked for` : "";
  const unseen = size.heldOut
    ? `; on ${percent(size.heldOut.agreement)} of ${count(size.heldOut.images)} unseen ones`
    : "";
  const holds = `${count(size.filters)} filters name the same class as the network on ${percent(size.agreement)} of the images${unseen}. KL is ${number(size.kl)} nats${asked}.`;
  if (size.at === "") return `${holds} This is the chain.`;
  if (!size.kept) return `${holds} Its filters are not all in this page, which runs the chain and smaller ones.`;
  const gone = `The ${count(model.filters.length - size.kept.size)} filters and channels that it lacks are dimmed.`;
  const network = model.source.live?.network;
  if (!network) return `${holds} ${gone}`;
  return `${holds} ${gone} ${runs(size, network) ? "“Now” is what it says." : `It bypasses ${list(size.bypassed)}, which this page cannot run: “now” is still the chain.`}`;
}
