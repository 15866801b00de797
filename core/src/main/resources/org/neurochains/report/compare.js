/** The page of a comparison: which chains share how much, and any two of them side by side. */

import { cannotOpen, readDocument } from "./packed.js";
import { download, el, section, table } from "./dom.js";
import { count, list, number, percent, short } from "./format.js";
import { alignedGraph, keys } from "./aligned.js";
import { BOTH, imagesOf, joined, openSide, tryBoth } from "./both.js";
import { createState, isPlace, preferredTheme } from "./state.js";
import { createStrip } from "./strip.js";
import { createTouch } from "./touch.js";
import { samplesSection } from "./samples.js";
import { effectsPlot, facesOf, filterCard, readSide, sidesInWords } from "./side.js";

/** The rank correlation of effects from which on filters matter alike. */
const ALIKE = 0.5;

const data = await readDocument().catch(cannotOpen);
const preferred = preferredTheme(show);
const images = imagesOf(data.chains);
const store = createState(
  {
    first: "0",
    second: "1",
    theme: "system",
    filter: "",
    image: "",
    do: [],
    click: "",
  },
  (key, value) => key !== "image" || isPlace(images, value),
);
const state = store.get();
const theme = () => (state.theme === "system" ? preferred() : state.theme);
const sides = data.chains.map((chain) => readSide(data, chain));
const names = data.chains.map((chain) => chain.name);
const above = el("div", {});
const panel = el("div", { class: "live" });
const below = el("div", {});
const plate = el("div", { class: "plate", tabindex: 0, role: "region", "aria-label": "Both chains, layer by layer" });
const beside = el("div", { class: "chosen-filter" });
const bench = el("div", { class: "bench" }, panel, beside);
const detail = el("div", { id: "pair" }, el("div", { class: "drawn" }, above, bench), below);
const open = new Map();
let running = null;

/** The places of the two chosen chains; two different ones whatever the address says. */
function places() {
  const place = (text, otherwise) => (data.chains[Number(text)] ? Number(text) : otherwise);
  const first = place(state.first, 0);
  const second = place(state.second, 1);
  return { first, second: first === second ? (first ? 0 : 1) : second };
}

/** The pair of two chains, with its sides swapped where it is stored the other way round. */
function pairOf(first, second) {
  const low = Math.min(first, second);
  const high = Math.max(first, second);
  const found = data.pairs[low * names.length - (low * (low + 1)) / 2 + high - low - 1];
  return first === low
    ? found
    : {
        ...found,
        filters: swapped(found.filters),
        shortcutChannels: swapped(found.shortcutChannels),
        layers: found.layers.map(([shared, a, b, ...rest]) => [shared, b, a, ...rest]),
      };
}

const swapped = (overlap) => ({ ...overlap, first: overlap.second, second: overlap.first });

/** Runs the two chosen chains where the page has their networks, and puts the panel for it in its place. */
function run() {
  const { first, second } = places();
  const key = first + "-" + second;
  if (running?.key === key) return;
  running?.end.abort();
  const end = new AbortController();
  const [left, right] = [first, second].map((i) => {
    if (!open.has(i)) open.set(i, openSide(data.chains[i], sides[i], images, store));
    return open.get(i);
  });
  const absent = [first, second]
    .filter((i) => !open.get(i))
    .map((i) => `${short(names[i], 40)}: ${data.chains[i].live?.absent || "explain has not put its network here."}`);
  running = { key, end, both: left && right ? joined(left, right) : null };
  const { live, model } = running.both ?? { live: null, model: { source: { live: { absent: absent.join(" ") } } } };
  const touch = createTouch(model, store, theme, live, BOTH, end.signal);
  const strip = live ? createStrip(model, store, live) : null;
  panel.replaceChildren(...[strip?.element, touch.element].filter(Boolean));
  const render = () => [touch, strip].forEach((part) => part?.render());
  running.render = render;
  live?.on(() => end.signal.aborted || render());
  render();
}

/** Draws everything again; what has the focus keeps it. */
function show() {
  document.documentElement.dataset.theme = theme();
  const { first, second } = places();
  document
    .querySelectorAll(".grid button")
    .forEach((cell) =>
      cell.setAttribute(
        "aria-pressed",
        String(cell.dataset.pair === first + "-" + second || cell.dataset.pair === second + "-" + first),
      ),
    );
  run();
  const { name, act } = document.activeElement?.dataset ?? {};
  const parts = pair();
  const across = plate.scrollLeft;
  above.replaceChildren(...parts.above);
  beside.replaceChildren(...parts.beside);
  below.replaceChildren(...parts.below);
  plate.scrollLeft = across;
  const focused = name ? `.plate [data-name="${CSS.escape(name)}"]` : act ? `[data-act="${act}"]` : null;
  if (focused) detail.querySelector(focused)?.focus({ preventScroll: true });
}

const chooseFilter = (name) => store.set({ filter: state.filter === name ? "" : name });
const toggle = (name) => running.both?.live.toggle(name);

/** Draws both chains; what has the focus in the drawing keeps it. */
function draw() {
  const { first, second } = places();
  const [here, there] = [sides[first], sides[second]];
  const { both: live } = running;
  const held = plate.contains(document.activeElement) && document.activeElement.dataset.name;
  plate.replaceChildren(
    alignedGraph(data.layers, data.chains[first], data.chains[second], {
      face: (name) => facesOf(here, there, name)[0]?.src,
      chosen: state.filter,
      choose: live && state.click === "off" ? toggle : chooseFilter,
      isOff: (name) => live?.live.isOff(name) ?? false,
      toggle,
    }),
  );
  if (held) plate.querySelector(`[data-name="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
}

/** Everything about the two chosen chains. */
function pair() {
  const { first, second } = places();
  const { both: live = null } = running;
  const [left, right] = [data.chains[first], data.chains[second]];
  const both = pairOf(first, second);
  const [here, there] = [sides[first], sides[second]];
  draw();
  running.dose = live && tryBoth(live, here, there, state.filter);
  const words = sidesInWords(here, there, chooseFilter);
  const about = [here, there].some((side) => side.nodes.has(state.filter))
    ? filterCard(here, there, state.filter, running.dose?.element)
    : el(
        "p",
        { class: "small" },
        "Choose a filter in the drawing to see what it answers to, and what it is to either chain.",
      );
  const pick = (side) =>
    el(
      "label",
      {},
      side === "first" ? "left" : "right",
      el(
        "select",
        { id: side, onchange: (event) => store.set({ [side]: event.target.value }) },
        names.map((name, i) => el("option", { value: i, selected: i === places()[side] }, short(name, 60))),
      ),
    );
  const top = [
    el(
      "div",
      { class: "chooser" },
      pick("first"),
      pick("second"),
      el("button", { id: "swap", onclick: () => store.set({ first: String(second), second: String(first) }) }, "Swap"),
      el(
        "button",
        { id: "svg", onclick: () => download("compared.svg", inked(plate.firstChild), "image/svg+xml") },
        "Graph as SVG",
      ),
    ),
    el("p", { class: "said" }, sentence(left, right, both)),
    words.length > 0 && el("ul", { class: "in-words" }, words),
    plate,
    keys(),
  ];
  const rest = [
    el("h3", {}, "Overlap in each layer"),
    table(
      "Filters that both keep, and what chance would give",
      [
        ["layer", ""],
        ["shared", "n"],
        ["left", "n"],
        ["right", "n"],
        ["of", "n"],
        ["expected", "n"],
        ["p", "n"],
      ],
      data.layers
        .map((layer, i) => [layer, i])
        .filter(([, i]) => both.layers[i][1] + both.layers[i][2] > 0)
        .map(([layer, i]) => [
          layer.name,
          ...both.layers[i].slice(0, 3).map(count),
          count(layer.units),
          number(both.layers[i][3], 2),
          number(both.layers[i][4], 3),
        ]),
    ),
  ];
  const beside = [el("div", { "aria-live": "polite" }, about), effectsPlot(here, there, state.filter, chooseFilter)];
  return {
    above: top.filter(Boolean),
    beside: beside.filter(Boolean),
    below: [...rest, ...lists(left, right, here, there)].filter(Boolean),
  };
}

function sentence(left, right, both) {
  const { shared, first: ofLeft, second: ofRight, overlap } = both.filters;
  const { first, second } = places();
  const chance = both.byLayer.expected;
  return (
    `Of ${count(ofLeft)} and ${count(ofRight)} filters they share ${count(shared)} (intersection over union ${number(overlap, 3)}); drawn at random with as many in each layer they would share ${number(chance, 1)}` +
    ` (p = ${number(both.byLayer.chance, 3)}). ` +
    ranksInWords(both, sides[first].known && sides[second].known) +
    `Unseen images answered as the network does: left ${unseenInWords(left)}; right ${unseenInWords(right)}. ` +
    (both.shortcutChannels.first + both.shortcutChannels.second
      ? `Shortcut channels: ${both.shortcutChannels.shared} shared of ${both.shortcutChannels.first} and ${both.shortcutChannels.second}. `
      : "") +
    (both.sharedImages
      ? `Their regions have ${both.sharedImages} images in common. `
      : "Their regions have no image in common. ") +
    (data.klOnRegions
      ? `KL of the left chain on the right one's region: ${number(data.klOnRegions[first][second])}, of the right on the left one's: ${number(data.klOnRegions[second][first])} nats.`
      : "")
  );
}

const unseenInWords = ({ heldOut }) =>
  heldOut
    ? `${percent(heldOut.agreement)} of ${count(heldOut.images)}, at least ${percent(heldOut.lowerBound)}`
    : "not known";

/** Whether what both have matters to either alike: by effects, or by scores where effects are not known. */
function ranksInWords(both, effects) {
  const [kind, ranks, reason] = effects
    ? ["effects", both.effectRankCorrelation, both.noEffectRankCorrelation]
    : ["scores", both.rankCorrelation, both.noRankCorrelation];
  if (!ranks) return `No rank correlation of ${kind}: ${reason}. `;
  const numbers = `rank correlation of ${kind} ${number(ranks.r, 2)} (n = ${ranks.n}, p = ${number(ranks.pValue, 3)})`;
  if (!effects) return `What both have: ${numbers}. `;
  const how = ranks.r >= ALIKE ? "alike" : ranks.r > 0 ? "only roughly alike" : "differently";
  return `What both have matters to either ${how}: ${numbers}. `;
}

/** Which filters are shared and which are not, as text. */
function lists(left, right, here, there) {
  const parts = { shared: [], left: [], right: [] };
  for (const layer of data.layers) {
    const [a, b] = [new Map(left.retained[layer.name] ?? []), new Map(right.retained[layer.name] ?? [])];
    for (const index of [...new Set([...a.keys(), ...b.keys()])].sort((x, y) => x - y)) {
      parts[a.has(index) && b.has(index) ? "shared" : a.has(index) ? "left" : "right"].push([
        layer.name + "." + index,
        a.get(index),
        b.get(index),
      ]);
    }
  }
  const effects = here.known && there.known;
  const effect = (side, name) => number(side.nodes.get(name)?.effect, 2);
  const most = ([name]) => Math.max(...[here, there].map(({ nodes }) => nodes.get(name)?.effect ?? -Infinity));
  if (effects) Object.values(parts).forEach((list) => list.sort((a, b) => most(b) - most(a)));
  const rows = (side) =>
    parts[side].map(([name, a, b]) => [
      el(
        "button",
        { class: "link", onclick: () => chooseFilter(name) },
        here.nodes.has(name) ? here.names.called(name) : there.names.called(name),
      ),
      ...(effects ? [effect(here, name), effect(there, name)] : []),
      number(a, 3),
      number(b, 3),
    ]);
  const columns = [
    ["filter", ""],
    ...(effects
      ? [
          ["effect left", "n"],
          ["effect right", "n"],
        ]
      : []),
    ["score left", "n"],
    ["score right", "n"],
  ];
  const titles = { shared: "Shared", left: "Only left", right: "Only right" };
  return Object.entries(titles).map(([side, title]) =>
    el(
      "details",
      { "data-side": side },
      el("summary", {}, `${title}: ${count(parts[side].length)} filters and shortcut channels`),
      parts[side].length ? table(title, columns, rows(side)) : el("p", {}, "None."),
    ),
  );
}

/** The graph as a file of its own: its colours written out. */
function inked(graph) {
  const copy = graph.cloneNode(true);
  const style = getComputedStyle(document.documentElement);
  const rules = [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .map((rule) => rule.cssText)
    .filter((text) => text.startsWith(".aligned"));
  const sheet = document.createElementNS(copy.namespaceURI, "style");
  sheet.textContent = rules
    .join("\n")
    .replace(/var\((--\w+)\)/g, (_, name) => style.getPropertyValue(name).trim())
    .replaceAll(".aligned ", "");
  copy.prepend(sheet);
  return new XMLSerializer().serializeToString(copy);
}

/** All chains against all, as shares and numbers. */
function matrix(id, title, caption, value, text, range) {
  const cell = (i, j) => {
    const at = value(i, j);
    const depth = range(at);
    return el(
      "td",
      { style: `background:color-mix(in srgb, var(--accent) ${Math.round(depth * 45)}%, var(--card))` },
      i === j
        ? text(at)
        : el(
            "button",
            {
              "data-pair": `${i}-${j}`,
              "aria-label": `${names[i]} and ${names[j]}: ${text(at)}`,
              title: `${names[i]} · ${names[j]}: ${text(at)}`,
              onclick: () => store.set({ first: String(i), second: String(j) }),
            },
            text(at),
          ),
    );
  };
  return section(
    id,
    title,
    el("p", { class: "small" }, caption),
    el(
      "div",
      { class: "table grid", tabindex: 0, role: "region", "aria-label": title + ", chain by chain" },
      el(
        "table",
        {},
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            el("td", {}),
            names.map((name, i) =>
              el("th", { scope: "col", title: name }, names.length > 12 ? String(i + 1) : short(name, 18)),
            ),
          ),
        ),
        el(
          "tbody",
          {},
          names.map((name, i) =>
            el(
              "tr",
              {},
              el("th", { scope: "row", title: name }, (names.length > 12 ? i + 1 + " " : "") + short(name, 26)),
              names.map((_, j) => cell(i, j)),
            ),
          ),
        ),
      ),
    ),
  );
}

function chainsTable() {
  return section(
    "chains",
    "The chains",
    table(
      "One row for each chain",
      [
        ["chain", ""],
        ["classes", ""],
        ["solver", ""],
        ["seed", "n"],
        ["images", "n"],
        ["filters", "n"],
        ["shortcut channels", "n"],
        ["layers", "n"],
        ["KL", "n"],
        ["unseen images", "n"],
        ["same class", "n"],
        ["at least", "n"],
        ["largest score", "n"],
        ["r of score and effect", "n"],
      ],
      data.chains.map((chain) => [
        chain.name,
        list(chain.classes),
        chain.solver,
        String(chain.seed),
        count(chain.images),
        count(chain.filters),
        count(chain.shortcutChannels),
        count(chain.layers),
        number(chain.kl),
        count(chain.heldOut?.images),
        percent(chain.heldOut?.agreement),
        percent(chain.heldOut?.lowerBound),
        number(chain.trust?.largestScore, 1),
        number(chain.trust?.scoreEffectCorrelation, 2),
      ]),
    ),
  );
}

function consistency() {
  if (!data.consistency.length) return null;
  return section(
    "consistency",
    "Consistency",
    el("p", { class: "small" }, "Chains of the same classes: over seeds, over images drawn again, over solvers."),
    table(
      "Groups of chains of the same classes",
      [
        ["classes", ""],
        ["chains", "n"],
        ["mean overlap", "n"],
        ["filters in all", "n"],
        ["in any", "n"],
      ],
      data.consistency.map((group) => [
        list(group.classes),
        count(group.chains.length),
        number(group.meanOverlap, 3),
        count(group.inAll),
        count(group.inAny),
      ]),
    ),
  );
}

const themes = el(
  "select",
  { "aria-label": "Theme", onchange: (event) => store.set({ theme: event.target.value }) },
  ["system", "light", "dark"].map((name) => el("option", { selected: name === state.theme }, name)),
);
const overlap = (i, j) => (i === j ? 1 : pairOf(i, j).filters.overlap);
const worst = data.klOnRegions ? Math.max(...data.klOnRegions.flat(), 1e-9) : 1;
document.getElementById("app").replaceChildren(
  el("header", { class: "top" }, el("span", { class: "brand" }, "NeuroChains"), themes),
  el(
    "main",
    {},
    [
      el(
        "h1",
        { dir: "auto" },
        data.samples
          ? "One image at a time"
          : names.length === 2
            ? "Two chains compared"
            : `${names.length} chains compared`,
      ),
      el(
        "p",
        { class: "lead" },
        `${data.model.architecture}, ${data.model.file}: ${count(data.model.filters)} filters. ` +
          (data.leftOut.length ? "Left out: " + data.leftOut.join("; ") + "." : ""),
      ),
      samplesSection(data),
      names.length > 2 &&
        matrix(
          "matrix",
          "How much they share",
          "Intersection over union of the retained filters. Choose a cell to see the two chains side by side.",
          overlap,
          (at) => number(at ?? 0, 2),
          (at) => at ?? 0,
        ),
      section("sides", "Side by side", detail),
      data.klOnRegions &&
        matrix(
          "kl",
          "Each chain on each region",
          "KL in nats of the row's chain on the column's images; its own images stand on the diagonal.",
          (i, j) => data.klOnRegions[i][j],
          (at) => number(at, 2),
          (at) => at / worst,
        ),
      consistency(),
      chainsTable(),
    ].filter(Boolean),
  ),
);
store.on(["first", "second", "theme", "filter", "click"], show);
store.on(["do"], () => {
  draw();
  running.dose?.update();
});
store.on(["do", "click", "image", "theme"], () => running.render());
show();
document.documentElement.dataset.ready = "";
