/** Edges on a canvas that is larger than what is seen, moved with the graph and redrawn when it rests. */

import { bezier } from "./layout.js";
import { edgeWidth, steps } from "./scene.js";

/**
 * A canvas behind the nodes, larger than the window by a margin. `draw` paints in the graph's coordinates, `follow`
 * moves the painting with a view.
 */
export function createPainting(canvas, margin) {
  let drawn = null;
  const context = canvas.getContext("2d");
  return {
    draw(view, size, paint) {
      const scale = window.devicePixelRatio || 1;
      const [width, height] = [size.width, size.height].map((length) => Math.round(length * (1 + 2 * margin)));
      if (canvas.style.width !== width + "px" || canvas.style.height !== height + "px") {
        Object.assign(canvas, { width: width * scale, height: height * scale });
        Object.assign(canvas.style, { width: width + "px", height: height + "px" });
      }
      drawn = { ...view, left: -size.width * margin, top: -size.height * margin };
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, canvas.width, canvas.height);
      const k = view.k * scale;
      context.setTransform(k, 0, 0, k, (view.x - drawn.left) * scale, (view.y - drawn.top) * scale);
      paint(context, view.k);
      this.follow(view);
    },
    follow(view) {
      if (!drawn) return;
      const k = view.k / drawn.k;
      canvas.style.transform = `translate(${view.x + (drawn.left - drawn.x) * k}px, ${view.y + (drawn.top - drawn.y) * k}px) scale(${k})`;
    },
  };
}

/** Paints edges in the colours of what adds and what takes away, weak ones first; negative ones are dashed. */
export function paintEdges(context, layout, edges, label, k, [positive, negative]) {
  for (const edge of edges) {
    const relative = edge.relative[label];
    const minus = edge.weights[label] < 0;
    context.globalAlpha = 0.25 + 0.6 * relative;
    context.lineWidth = Math.max(edgeWidth(relative), 0.5 / k);
    context.strokeStyle = minus ? negative : positive;
    context.setLineDash(minus ? [5, 3.5] : []);
    line(context, layout, edge.from.name, edge.to.name);
  }
}

function line(context, layout, from, to) {
  const [x, y, ...rest] = bezier(layout, from, to);
  context.beginPath();
  context.moveTo(x, y);
  context.bezierCurveTo(...rest);
  context.stroke();
}

/** Paints the steps of inference chains. */
export function paintChains(context, layout, chains, colour) {
  Object.assign(context, { globalAlpha: 0.9, strokeStyle: colour, lineWidth: 3.2, lineCap: "round" });
  context.setLineDash([]);
  for (const [from, to] of steps(chains, layout)) line(context, layout, from, to);
}
