/** How far the chain can be relied on: in words first, the numbers beside. What nobody has measured is "not known". */

import { el } from "./dom.js";
import { listedPaths, pathHolds } from "./model.js";
import { amount, count, list, named, number, percent, short } from "./format.js";

/** States by a verdict's words. */
const STATES = { holds: "yes", "holds in part": "partly", "does not hold": "no" };

/** The statements as {state: yes, partly, no or unknown, words, numbers}. */
export function trustStatements(model) {
  return [onTheRegion(model), onUnseen(model), ofPaths(model), ofEffects(model), ofScores(model), againstRandom(model)];
}

/** The list for the page's head. */
export function trustList(model) {
  return el(
    "div",
    { class: "trust" },
    el(
      "ul",
      { "aria-label": "How far it can be relied on" },
      trustStatements(model).map(({ state, words, numbers }) =>
        el("li", { class: state }, el("b", {}, words), numbers && el("span", {}, numbers)),
      ),
    ),
  );
}

function onTheRegion(model) {
  const { agreement, kl, trust } = model.chain.result ?? {};
  const images = model.chain.region?.images?.length;
  if (!Number.isFinite(agreement)) return unknown("On its own images");
  const same = Math.round(agreement * images);
  const numbers = `same class on ${percent(agreement)}, KL ${number(kl)} nats`;
  return agreement === 1
    ? { state: "yes", words: `Holds on its ${count(images)} images`, numbers }
    : {
        state: trust?.holdsOnRegion === true ? "yes" : trust?.holdsOnRegion === false ? "no" : "partly",
        words: `Holds on ${count(same)} of its ${count(images)} images`,
        numbers,
      };
}

function onUnseen(model) {
  const { heldOut, nextSmaller } = model.chain.result ?? {};
  if (!heldOut) return unknown("On unseen images", "evaluate --measure stability", "looks at them");
  const { images, agreement, lowerBound, kl } = heldOut;
  const { leastAgreement } = model.chain.result.trust ?? {};
  const verdict = model.source.holdsOnUnseen;
  const numbers = [
    `same class on ${percent(agreement)} of ${count(images)}`,
    Number.isFinite(lowerBound) && `at least ${percent(lowerBound)}`,
    Number.isFinite(leastAgreement) && `asked for: ${percent(leastAgreement)}`,
    `KL ${number(kl)} nats`,
  ];
  const next =
    nextSmaller &&
    `the next smaller chain, of ${count(nextSmaller.filters)} filters: at least ${percent(nextSmaller.heldOut.lowerBound)}`;
  return {
    state: STATES[verdict] ?? "unknown",
    words:
      verdict in STATES
        ? `${verdict[0].toUpperCase()}${verdict.slice(1)} on unseen images of these classes`
        : "On unseen images: too few to show it",
    numbers: [numbers.filter(Boolean).join(", "), next].filter(Boolean).join("; "),
  };
}

function ofPaths(model) {
  const sums = model.classes.map((name) => [
    name,
    listedPaths(model, name).reduce((sum, path) => sum + path.weight, 0),
  ]);
  if (!model.chains.length && model.edges.length)
    return { state: "no", words: "No path adds to a class", numbers: `${count(model.edges.length)} edges are known` };
  if (!model.chains.length) return unknown("What the paths explain", "explain --evidence edges", "finds them");
  const carried = list(sums.map(([name, sum]) => `${amount(sum)} for ${short(named(name), 24)}`));
  const tried = model.classes.flatMap((name) => listedPaths(model, name)).filter((path) => path.lost !== undefined);
  if (tried.length) {
    const holding = tried.filter(pathHolds);
    const [state, words] = grade(
      holding.length / tried.length,
      [1, "Each class hangs on its listed paths"],
      [1e-9, "Classes hang on some of their listed paths"],
      "No class hangs on its listed paths",
    );
    return {
      state,
      words,
      numbers: `true of ${count(holding.length)} of ${count(tried.length)}${model.groups.length ? " groups" : ""}, tried by removing each; all carry ${carried}`,
    };
  }
  const least = Math.min(...sums.map(([, sum]) => sum));
  const [state, words] = grade(
    least,
    [0.5, "The listed paths carry most of each class"],
    [0.1, "The listed paths carry a part of each class"],
    "The listed paths carry little of some class",
  );
  return { state, words, numbers: carried };
}

function ofEffects(model) {
  const known = model.filters.filter(
    (filter) => Number.isFinite(filter.effect) && Number.isFinite(filter.heldOutEffect),
  );
  if (known.length < 3) return unknown("Whether filters matter on unseen images as they do here");
  const rho = rankCorrelation(
    known.map((filter) => filter.effect),
    known.map((filter) => filter.heldOutEffect),
  );
  const turned = known.filter((filter) => filter.effect * filter.heldOutEffect < 0).length;
  const [state, words] = grade(
    rho,
    [0.7, "Filters matter on unseen images as they do here"],
    [0.4, "Filters matter on unseen images roughly as they do here"],
    "Filters matter differently on unseen images",
  );
  return {
    state,
    words,
    numbers: `rank correlation ${number(rho, 2)} over ${count(known.length)} filters${turned ? `, ${count(turned)} of opposite sign` : ""}`,
  };
}

/** What scores say of effects, in the command line's words, and how far they reach. */
function ofScores(model) {
  const { scoreTelling } = model.source;
  if (!scoreTelling) return unknown("Whether scores say what matters");
  const { verdict, words, numbers } = scoreTelling;
  const { largestScore, scoresNearOne } = model.chain.result?.trust ?? {};
  const reach = Number.isFinite(largestScore)
    ? `; scores up to ${number(largestScore, 1)}, ${percent(scoresNearOne)} of them in [0.5, 2]`
    : "";
  return { state: STATES[verdict] ?? "unknown", words, numbers: numbers + reach };
}

function againstRandom(model) {
  const measured = model.source.measures.find((measure) => measure.name === "baselines");
  if (!measured)
    return unknown("Whether as many random filters would do", "evaluate --measure baselines", "tries them");
  const [state, words] = {
    holds: ["yes", "Follows the network better than random and other simple choices of as many filters"],
    "does not hold": ["no", "A random or other simple choice of as many filters follows the network as well"],
  }[measured.verdict] ?? ["measured", "Other choices of as many filters"];
  return { state, words, numbers: measured.summary };
}

const unknown = (words, command = "", finds = "") => ({
  state: "unknown",
  words: words + ": not known",
  // Browsers break lines behind hyphens: not within an option.
  numbers: command && [
    el(
      "code",
      {},
      command.split(" ").map((word, i) => [i ? " " : "", el("span", {}, word)]),
    ),
    " " + finds,
  ],
});

function grade(value, [high, best], [middle, fair], poor) {
  return value >= high ? ["yes", best] : value >= middle ? ["partly", fair] : ["no", poor];
}

/** Spearman's rank correlation; equal values share their mean rank. */
function rankCorrelation(a, b) {
  const ranks = (values) =>
    values.map(
      (value) =>
        values.filter((other) => other < value).length + (values.filter((other) => other === value).length - 1) / 2,
    );
  const [x, y] = [ranks(a), ranks(b)];
  const mean = (a.length - 1) / 2;
  const sum = (u, v) => u.reduce((total, value, i) => total + (value - mean) * (v[i] - mean), 0);
  return sum(x, y) / Math.sqrt(sum(x, x) * sum(y, y)) || 0;
}
