/** Sections that only show: summary, curve, measures, failures, tables, provenance. */

import { el, meter, section, svg, table } from "./dom.js";
import { count, list, named, number, percent, short } from "./format.js";
import { regionName } from "./chains.js";
import { sizeOf } from "./sizes.js";
import { trustList } from "./trust.js";

/** The page's head: what was found, in a sentence and in numbers. */
export function summary(model) {
  const { result = {}, model: network = {}, solver = {} } = model.chain;
  const images = model.images.length || model.chain.region?.images?.length;
  return el(
    "header",
    { class: "summary" },
    el(
      "h1",
      { dir: "auto", class: regionName(model).length > 70 ? "long" : null },
      model.source.title || regionName(model),
    ),
    el(
      "p",
      { class: "under-title", dir: "auto" },
      `${short(network.architecture ?? "network", 60)} · ${count(images)} images`,
    ),
    el("p", { class: "lead" }, headline(result, images)),
    el("p", { class: "facts" }, invitation(model)),
    trustList(model),
    result.reachedGoal === false &&
      el(
        "p",
        { class: "notice" },
        `The goal was not reached: KL is ${number(result.kl)}${solver.maxKl ? ", asked for at most " + number(solver.maxKl) : ""}.`,
      ),
    result.cutThrough &&
      el(
        "p",
        { class: "notice" },
        "No path led from the image to the classes any more; the strongest filters were put back.",
      ),
  );
}

/** What there is to do, in a sentence. */
function invitation({ source }) {
  return source.live?.network
    ? "Each disc below is one of them. Switch it off, cover a part of the picture or try a picture of your own, and see what becomes of the answer."
    : "Each disc below is one of them. Point at it to see what it answers to.";
}

/** What was found, and no more than that. */
export function headline({ filters, totalFilters, agreement, heldOut }, images) {
  const here =
    agreement === 1
      ? `are enough to answer these ${count(images)} images as the whole network does`
      : `agree with the whole network on ${percent(agreement)} of these ${count(images)} images`;
  return `${count(filters)} of ${count(totalFilters)} filters ${here}${heldOut ? `, and on ${percent(heldOut.agreement)} of ${count(heldOut.images)} unseen ones` : ""}.`;
}

/** The curve of size against KL, with the chosen point. */
export function curveSection(model) {
  const points = model.sizes;
  if (!points.length) return null;
  const [width, height, left, bottom] = [560, 260, 54, 40];
  const most = Math.max(...points.map((point) => point.filters));
  const floor = 1e-4;
  const decades = (kl) => Math.log10(Math.max(kl, floor));
  const [low, high] = [
    Math.floor(Math.min(...points.map((point) => decades(point.kl)))),
    Math.ceil(Math.max(...points.map((point) => decades(point.kl)), -1)),
  ];
  const x = (filters) => left + (filters / most) * (width - left - 20);
  const y = (kl) => 30 + ((high - decades(kl)) / (high - low)) * (height - bottom - 30);
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  const chosen = sizeOf(model, {});
  const picture = svg(
    "svg",
    {
      viewBox: `0 0 ${width} ${height}`,
      class: "chart",
      role: "img",
      "aria-label": `Size and KL of ${points.length} chains; the chosen one has ${chosen.filters} filters and KL ${number(chosen.kl)}`,
    },
    ticks.map((tick) => [
      svg("line", { x1: left, x2: width - 20, y1: y(10 ** tick), y2: y(10 ** tick), class: "grid" }),
      svg("text", { x: left - 8, y: y(10 ** tick) + 4, "text-anchor": "end" }, String(10 ** tick)),
    ]),
    roundSteps(most).map((filters) =>
      svg("text", { x: x(filters), y: height - bottom + 18, "text-anchor": "middle" }, count(filters)),
    ),
    svg("text", { x: (left + width) / 2, y: height - 4, "text-anchor": "middle" }, "retained filters"),
    svg("text", { x: 4, y: height - bottom + 18 }, "KL"),
    svg("polyline", { points: points.map((point) => `${x(point.filters)},${y(point.kl)}`).join(" "), class: "line" }),
    points.map((point) =>
      svg(
        "circle",
        { cx: x(point.filters), cy: y(point.kl), r: 3.5, class: "point" },
        svg("title", {}, `${point.filters} filters, KL ${number(point.kl)}`),
      ),
    ),
    svg("circle", { cx: x(chosen.filters), cy: y(chosen.kl), r: 8, class: "chosen" }),
    svg("line", { x1: x(chosen.filters), x2: x(chosen.filters), y1: 18, y2: y(chosen.kl) - 8, class: "grid" }),
    svg(
      "text",
      {
        x: Math.max(x(chosen.filters), left),
        y: 12,
        class: "strong",
        "text-anchor": x(chosen.filters) > width / 2 ? "end" : "start",
      },
      `${count(chosen.filters)} filters, KL ${number(chosen.kl)}`,
    ),
  );
  const rows = points.map((point) => [
    count(point.filters),
    count(point.shortcutChannels),
    number(point.kl),
    percent(point.agreement),
  ]);
  return section(
    "curve",
    "Size against fidelity",
    el("figure", {}, picture),
    folded(
      "The numbers",
      table(
        "Size and KL",
        [
          ["filters", "n"],
          ["shortcut channels", "n"],
          ["KL", "n"],
          ["agreement", "n"],
        ],
        rows,
      ),
    ),
  );
}

/** Round numbers from 0 up to a limit, about five of them. */
function roundSteps(most) {
  const rough = most / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(
    1,
    [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough),
  );
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}

/** A plot's address, in its light or its dark colours. */
const plotAddress = (picture, theme) =>
  "data:image/svg+xml," + encodeURIComponent(picture.replace("<svg", `<svg data-theme="${theme}"`));

/** Shows all plots in a theme's colours. */
export function colourPlots(model, theme) {
  const pictures = model.source.measures.flatMap((measure) => measure.pictures);
  document.querySelectorAll("#measures .plot").forEach((plot, i) => (plot.src = plotAddress(pictures[i], theme)));
}

/** Each measure's pictures, its sentence and its table. */
export function measuresSection(model, theme) {
  const { measures } = model.source;
  if (!measures.length) return null;
  return section(
    "measures",
    "Measures",
    el(
      "div",
      { class: "measures" },
      measures.map((measure) =>
        el(
          "article",
          { class: "measure" },
          el("h3", { dir: "auto" }, measure.title),
          el("p", { dir: "auto" }, measure.summary),
          measure.pictures.map((picture, i) =>
            el("img", {
              class: "plot",
              alt: `${measure.title}${measure.pictures.length > 1 ? `, picture ${i + 1}` : ""}: ${measure.summary}`,
              src: plotAddress(picture, theme),
            }),
          ),
          measure.rows.length
            ? folded(
                "The numbers",
                table(
                  measure.title,
                  measure.columns.map((title) => [title, ""]),
                  measure.rows,
                ),
              )
            : null,
        ),
      ),
    ),
  );
}

/** For misclassified images: the balance of contributions to the wrong and to the right class, layer by layer. */
export function failuresSection(model) {
  const { failures } = model.source;
  if (!failures.length) return null;
  return section(
    "failures",
    "Where the failure begins",
    failures.map((failure) => {
      const first = failure.layers.find((layer) => layer.predicted > layer.true);
      const most = Math.max(
        ...failure.layers.flatMap((layer) => [Math.abs(layer.predicted), Math.abs(layer.true)]),
        1e-12,
      );
      const image = model.images[failure.image];
      const side = (value, kind) => meter(Math.abs(value) / most, null, kind + (value < 0 ? " less" : ""));
      return el(
        "article",
        { class: "failure" },
        el(
          "p",
          {},
          image && image.thumbnail !== null
            ? el("img", { src: model.picture(image.thumbnail), alt: image.file })
            : null,
          el(
            "span",
            { dir: "auto" },
            `Called ${short(named(failure.predicted))}, is ${short(named(failure.true))}. `,
            first
              ? [`From `, el("b", {}, first.layer), ` on, the wrong class outweighs the right one.`]
              : "No layer on its own favours the wrong class.",
          ),
        ),
        table(
          `Contributions by layer`,
          [
            ["layer", ""],
            [named(failure.predicted), "wide"],
            ["sum for " + named(failure.predicted), "n"],
            [named(failure.true), "wide"],
            ["sum for " + named(failure.true), "n"],
          ],
          failure.layers.map((layer) => [
            layer.layer,
            side(layer.predicted, "wrong"),
            number(layer.predicted),
            side(layer.true, "right"),
            number(layer.true),
          ]),
        ),
      );
    }),
  );
}

/** Table of layers and, folded, of all filters. */
export function tablesSection(model) {
  const numbers = model.ranked === "effect" ? ["effect", "score"] : ["score"];
  const rows = model.layers.map((layer) => {
    return [
      layer.name,
      layer.kind,
      layer.bypassed ? "bypassed" : count(layer.filters.length),
      count(layer.units),
      meter(layer.filters.length / layer.units),
      ...numbers.map((kind) => extent(layer.filters.map((filter) => filter[kind]))),
    ];
  });
  const filters = () =>
    table(
      "All filters",
      filterColumns(model).map((title, i) => [title, i > 1 && !/^(serves|strong|note)/.test(title) ? "n" : ""]),
      filterRows(model),
    );
  return section(
    "layers",
    "Layers",
    table(
      "Layers of the network",
      [
        ["layer", ""],
        ["kind", ""],
        ["kept", "n"],
        ["of", "n"],
        ["share", "wide"],
        ...numbers.map((kind) => [kind + "s", "n"]),
      ],
      rows,
    ),
    lazily("All filters with their numbers", filters),
  );
}

const extent = (values) =>
  values.length ? `${number(Math.min(...values), 2)} to ${number(Math.max(...values), 2)}` : "–";

/** The header of the table of filters; `plain` numbers are for other programs. */
export function filterColumns(model) {
  const effects = model.ranked === "effect" ? ["effect", "effect on unseen images"] : [];
  return [
    "filter",
    "kind",
    ...effects,
    "score",
    "rank by " + model.ranked,
    "serves",
    ...model.classes.map((name) => `share of ${name}${model.relative ? " in its layer" : ""}`),
    "strongest input",
    "strongest output",
    "note",
  ];
}

/** One row of text for each filter, those that matter most first. */
export function filterRows(model, plain = false) {
  const strongest = (edges, side) =>
    edges.reduce(
      (best, edge) => (!best || Math.abs(edge.weights[""]) > Math.abs(best.weights[""]) ? edge : best),
      null,
    )?.[side].name ?? "";
  const [written, share] = plain
    ? [(value) => (Number.isFinite(value) ? String(value) : ""), (value) => String(value)]
    : [number, percent];
  const ranked = [...model.filters].sort((a, b) => a.rank - b.rank);
  return ranked.map((filter) => [
    filter.name,
    filter.kind,
    ...(model.ranked === "effect" ? [written(filter.effect), written(filter.heldOutEffect)] : []),
    written(filter.score),
    String(filter.rank),
    filter.serves,
    ...model.classes.map((name) => (name in filter.shares ? share(filter.shares[name]) : "")),
    strongest(filter.in, "from"),
    strongest(filter.out, "to"),
    filter.note ?? "",
  ]);
}

/** A key of the document as it is read: "klBeforeFineTune" is "KL before fine tune". */
function keyWords(key) {
  const words = key.replace(/([a-z])([A-Z])/g, (_, end, start) => `${end} ${start.toLowerCase()}`);
  return words.replace(/\bkl\b/g, "KL").replace(/\b(cpu|jdk|os)\b/g, (name) => name.toUpperCase());
}

/** How the chain was made; what the head says of trust is not said again. */
export function provenanceSection(model) {
  const flat = (value) =>
    Array.isArray(value)
      ? list(value.map(flat))
      : value !== null && typeof value === "object"
        ? Object.entries(value)
            .map(([key, part]) => `${keyWords(key)} ${flat(part)}`)
            .join(", ")
        : typeof value === "number" && !Number.isInteger(value)
          ? number(value)
          : typeof value === "boolean"
            ? value
              ? "yes"
              : "no"
            : String(value);
  const block = (title, record) =>
    record &&
    el(
      "div",
      {},
      el("h3", {}, title),
      el(
        "dl",
        { class: "record" },
        Object.entries(record)
          .filter(([, value]) => value !== null)
          .map(([key, value]) => [el("dt", {}, keyWords(key)), el("dd", { dir: "auto" }, flat(value))]),
      ),
    );
  const { solver, provenance, model: network, region, result } = model.chain;
  return section(
    "provenance",
    "How it was made",
    el(
      "div",
      { class: "columns" },
      block("Network", network),
      block("Region", region && { classes: region.classes, images: region.images?.length, seed: region.seed }),
      block("Solver", solver),
      block("Result", result && { ...result, trust: null }),
      block("Provenance", provenance),
    ),
  );
}

function folded(title, ...children) {
  return el("details", {}, el("summary", {}, title), children);
}

/** Filled when it is opened for the first time. */
function lazily(title, content) {
  const details = folded(title);
  details.addEventListener("toggle", () => details.childElementCount === 1 && details.append(content()));
  return details;
}
