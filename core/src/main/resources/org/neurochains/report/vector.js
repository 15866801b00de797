/** The graph's current view as a free-standing SVG, for files and for print. */

import { svg } from "./dom.js";
import { named, number, short } from "./format.js";
import { classColour, SIGNS } from "./colour.js";
import { faceOf } from "./model.js";
import { coloursOf, strongerFor } from "./difference.js";
import { curve } from "./layout.js";
import { edgeWidth, steps } from "./scene.js";

const INK = {
  light: ["#ffffff", "#1d2129", "#59606c"],
  dark: ["#15171b", "#ebe8e2", "#a8adb7"],
};

/** Draws a scene in a layout; pictures are embedded, nothing refers outside. */
export function vectorGraph(model, scene, layout, theme) {
  const label = Math.min(Math.max(1 / layout.fit, 1), layout.label);
  const [paper, ink, soft] = INK[theme];
  const { difference } = scene;
  const [positive, negative] = difference ? coloursOf(model, difference, theme) : SIGNS[theme];
  const lines = scene.edges.map((edge) => {
    const minus = edge.weights[scene.weighing] < 0;
    const relative = edge.relative[scene.weighing];
    return svg("path", {
      d: curve(layout, edge.from.name, edge.to.name),
      stroke: minus ? negative : positive,
      "stroke-width": edgeWidth(relative).toFixed(2),
      "stroke-opacity": ((0.25 + 0.6 * relative) * (scene.chains.length ? 0.35 : 1)).toFixed(2),
      "stroke-dasharray": minus ? "5 3.5" : null,
    });
  });
  const seen = model.picture(model.images[scene.image]?.thumbnail);
  const strong = classColour(model.classes.indexOf(scene.label), theme);
  const nodes = [...layout.nodes]
    .filter(([, place]) => place.r > 0)
    .map(([name, place]) => drawNode(model.nodes.get(name), place));
  const title = `${model.source.title || "Chain"}: ${scene.count} filters, ${scene.edges.length} edges`;

  function drawNode(node, { x, y, r }) {
    if (!node.layer) {
      return svg(
        "g",
        {},
        svg("circle", { cx: x, cy: y, r, fill: paper, stroke: ink, "stroke-width": 1.5 }),
        node.kind === "input"
          ? seen
            ? imageIn(seen, x, y, r - 1, `inset(0 round ${r}px)`)
            : text(x, y + 3, "input", ink, 9)
          : layout.down
            ? text(x, y + r + 13, short(named(node.class), 18), ink, 12)
            : text(x + r + 6, y + 4, short(named(node.class), 18), ink, 12, "start"),
      );
    }
    const serves = difference ? strongerFor(difference, node.name) : node.serves;
    const rgb = serves ? classColour(model.classes.indexOf(serves), theme) : soft;
    const picture = model.picture(faceOf(node)?.picture);
    const square = node.kind !== "convolution";
    const shape = (inset, attributes) =>
      square
        ? svg("rect", {
            x: x - r + inset,
            y: y - r + inset,
            width: 2 * (r - inset),
            height: 2 * (r - inset),
            rx: 4,
            ...attributes,
          })
        : svg("circle", { cx: x, cy: y, r: r - inset, ...attributes });
    return svg(
      "g",
      { opacity: scene.gone.has(node.name) ? 0.2 : null },
      svg(
        "title",
        {},
        `${node.name}, ${Number.isFinite(node.effect) ? `effect ${number(node.effect)}, ` : ""}score ${number(node.score)}`,
      ),
      shape(0, { fill: rgb }),
      picture && imageIn(picture, x, y, r - 3, `inset(0 round ${square ? 2 : r}px)`),
      picture
        ? text(
            x,
            y + r + 11,
            [node.index, model.names.of(node.name)?.name].filter((each) => each !== undefined).join(" "),
            soft,
            10,
          )
        : text(x, y + 3.5, String(node.index), paper, 12),
    );
  }

  function imageIn(href, x, y, r, clip) {
    const size = { x: x - r, y: y - r, width: 2 * r, height: 2 * r };
    return svg("image", { href, ...size, preserveAspectRatio: "xMidYMid slice", "clip-path": clip });
  }

  const labels = layout.rows.map(({ kind, start, end, name, note }) => {
    const middle = (start + end) / 2;
    const across = layout.down
      ? { x: 90, y: start, width: layout.width - 100, height: end - start }
      : { x: start, y: 24 + 16 * label, width: end - start, height: layout.height - 44 - 16 * label };
    return svg(
      "g",
      {},
      kind === "open"
        ? null
        : svg("rect", { ...across, fill: soft, "fill-opacity": 0.08, stroke: soft, "stroke-dasharray": "3 3" }),
      layout.down
        ? [
            text(8, middle, short(name, 14), ink, 11 * label, "start"),
            text(8, middle + 12 * label, note, soft, 9 * label, "start"),
          ]
        : kind === "open"
          ? [text(middle, 20, short(name, 10), ink, 11 * label), text(middle, 20 + 12 * label, note, soft, 9 * label)]
          : svg(
              "g",
              {
                transform: `rotate(-90 ${middle} ${layout.height / 2})`,
                stroke: paper,
                "stroke-width": 3,
                "paint-order": "stroke",
              },
              text(middle, layout.height / 2 + 4, `${short(name, 10)} ${note}`, soft, 10 * label),
            ),
    );
  });

  function text(x, y, value, fill, size, anchor = "middle") {
    return svg("text", { x, y, fill, "font-size": size, "text-anchor": anchor }, value);
  }

  const [width, height] = [Math.ceil(layout.width), Math.ceil(layout.height)];
  return svg(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      "aria-label": title,
      "font-family": "Helvetica, Arial, sans-serif",
    },
    svg("title", {}, title),
    svg("rect", { width, height, fill: paper }),
    svg("g", { fill: "none" }, lines),
    svg(
      "g",
      { fill: "none", stroke: strong, "stroke-width": 3.2, "stroke-linecap": "round" },
      steps(scene.chains, layout).map(([from, to]) => svg("path", { d: curve(layout, from, to) })),
    ),
    svg("g", {}, labels),
    svg("g", {}, nodes),
    svg(
      "g",
      {},
      layout.chips.map(({ x, y, hidden, more }) => (hidden ? text(x, y + 4, `+${more}`, soft, 12) : null)),
    ),
  );
}
