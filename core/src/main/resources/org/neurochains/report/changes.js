/**
 * What the reader changes of the chain, as a list of short texts: the address, the list on the page and the scores are
 * all made from it.
 */

import { number } from "./format.js";

/**
 * "L1B2C1.4=0" sets a filter's score, "L1B2C1=0" those of a layer, "hide=x,y,width,height" covers a part of the
 * picture.
 */
function read(change) {
  const at = change.lastIndexOf("=");
  return { target: change.slice(0, at), value: change.slice(at + 1) };
}

/**
 * The scores of every layer that a list of changes leaves of the network's own, or of a smaller chain's, in the order
 * of its channels; of a smaller chain also which gates are open.
 */
export function scoresAfter(network, changes, member = null) {
  const units = new Map(network.nodes.filter((node) => node.op === "score").map((node) => [node.unit, node]));
  const scores = Object.fromEntries(
    [...units].map(([unit, node]) => [
      unit,
      Float32Array.from(node.scores, (score, c) =>
        member ? (member.kept.get(`${unit}.${node.channels[c]}`) ?? 0) : score,
      ),
    ]),
  );
  if (member) gatesOf(network).forEach(({ unit, group }) => (scores[unit] = [member.bypassed.includes(group) ? 0 : 1]));
  for (const { target, value } of changes.map(read)) {
    const score = Number(value);
    if (!Number.isFinite(score)) continue;
    if (units.has(target)) scores[target].fill(score);
    const [unit, index] = [target.slice(0, target.lastIndexOf(".")), Number(target.slice(target.lastIndexOf(".") + 1))];
    const channel = units.get(unit)?.channels.indexOf(index) ?? -1;
    if (channel >= 0) scores[unit][channel] = score;
  }
  return scores;
}

/** The gates of groups that some smaller chain bypasses. */
export const gatesOf = (network) => network.nodes.filter((node) => node.op === "gate");

/** One filter's score after the changes; undefined where the live network lacks it. */
export function scoreOf(network, scores, filter) {
  const node = network.nodes.find((node) => node.op === "score" && node.unit === filter.layer);
  const channel = node?.channels.indexOf(filter.index) ?? -1;
  return channel < 0 ? undefined : scores[filter.layer][channel];
}

/** The covered rectangles among the changes. */
export function hiddenBy(changes) {
  return changes
    .map(read)
    .filter(({ target }) => target === "hide")
    .map(({ value }) => value.split(",").map(Number))
    .filter((box) => box.length === 4 && box.every(Number.isFinite));
}

/** Whether one change only gives another's target another value; what covers the picture adds up. */
export const sameTarget = (one, other) => read(one).target === read(other).target && read(one).target !== "hide";

/** The list with one more change; one that follows another of the same target takes its place. */
export function withChange(changes, target, value) {
  const change = `${target}=${value}`;
  return [...(changes.length && sameTarget(changes.at(-1), change) ? changes.slice(0, -1) : changes), change];
}

/** The list without anything about a target. */
export const withoutTarget = (changes, target) => changes.filter((change) => read(change).target !== target);

/** A change in words. */
export function changeWords(change) {
  const { target, value } = read(change);
  if (target === "hide") return "a part of the picture covered";
  return Number(value) === 0 ? `${target} off` : `${target}: score ${number(Number(value), 2)}`;
}
