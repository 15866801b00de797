/** Runs a cut network on one image. Values are (channels, height, width), row by row, in single precision. */

import { convolve } from "./convolution.js";
import { single } from "./half.js";

/**
 * Opens a network of the document: `run` gives every node's value, computing again only what depends on what has
 * changed.
 */
export function openNetwork({ nodes }, bytes) {
  const graph = nodes.map((node) => ({ ...node, ...arraysOf(node, bytes) }));
  const taken = graph.map(() => 0);
  graph.forEach((node) => node.inputs.forEach((i) => taken[i]++));
  graph.forEach((node) => fold(node, graph, taken));
  return { nodes: graph, run: (before, image, scores) => run(graph, before, image, scores) };
}

/** A node's numbers: of single or of half precision in the document, always single here. */
function arraysOf(node, bytes) {
  const arrays = {};
  for (const name of ["weight", "bias", "scale", "shift", "values", "rows", "columns"]) {
    if (!node[name]) continue;
    const { at, length, half } = node[name];
    const part = bytes.slice(at, at + length * (half ? 2 : 4));
    arrays[name] = half ? Float32Array.from(new Uint16Array(part.buffer), single) : new Float32Array(part.buffer);
  }
  return arrays;
}

/** Merges a batch norm into the convolution whose value it alone takes. */
function fold(node, graph, taken) {
  const before = graph[node.inputs[0]];
  if (node.op !== "affine" || before.op !== "conv" || taken[node.inputs[0]] > 1) return;
  const [{ scale, shift }, each] = [node, before.weight.length / node.scale.length];
  before.weight = before.weight.map((weight, i) => weight * scale[Math.floor(i / each)]);
  before.bias = shift.map((value, i) => value + scale[i] * (before.bias?.[i] ?? 0));
  node.op = "pass";
}

/** Every node's value. `before` is an earlier run's, whose image and scores are compared with these. */
function run(graph, before, image, scores) {
  const values = [];
  const changed = [];
  const used = {};
  graph.forEach((node, i) => {
    const own = node.scores ? (used[node.unit] = scores[node.unit] ?? node.scores) : null;
    const other = own && before && own.some((score, c) => score !== before.scores[node.unit][c]);
    changed[i] = !before || other || (i === 0 ? image !== before.values[0] : node.inputs.some((j) => changed[j]));
    values[i] = changed[i]
      ? value(
          node,
          node.inputs.map((j) => values[j]),
          node.inputs.map((j) => graph[j].shape),
          own ?? image,
        )
      : before.values[i];
  });
  return { values, scores: used };
}

const size = (shape) => shape.reduce((product, length) => product * length, 1);
const area = ([, height = 1, width = 1]) => height * width;

/** One node's value from its inputs; `given` is the image or the scores. */
function value(node, inputs, shapes, given) {
  const [x] = inputs;
  switch (node.op) {
    case "input":
      return given;
    case "pass":
    case "flatten":
    case "unflatten":
      return x;
    case "constant":
      return node.each === 1
        ? perChannel(new Float32Array(size(node.shape)), node.shape, (c) => node.values[c])
        : node.values;
    case "conv":
      return convolve(node, x, shapes[0]);
    case "affine":
      return perChannel(x, node.shape, (c, v) => v * node.scale[c] + node.shift[c]);
    case "score":
      return perChannel(x, node.shape, (c, v) => v * given[c]);
    case "gate":
      return given[0] ? x : inputs[1];
    case "relu":
      return x.map((v) => (v > 0 ? v : 0));
    case "activation":
      return x.map(activation(node));
    case "add":
      return together(inputs, node.shape, (a, b) => a + b);
    case "mul":
      return together(inputs, node.shape, (a, b) => a * b);
    case "concat":
      return concatenated(inputs, node.shape);
    case "max":
    case "mean":
      return pooled(node, x, shapes[0]);
    case "adaptive":
      return adaptive(node.shape, x, shapes[0]);
    case "pad":
      return picked(node.shape, x, shapes[0], (y, column) => [y - node.border[0], column - node.border[1]], node.value);
    case "subsample":
      return picked(node.shape, x, shapes[0], (y, column) => [y * node.stride, column * node.stride], 0);
    case "resample":
      return resampled(node, x, shapes[0]);
    case "select":
      return selected(node.channels, x, area(node.shape));
    case "lrn":
      return normalised(node, x);
    case "norm":
      return standardised(node, x);
    case "linear":
      return linear(node, x);
    default:
      throw new Error("cannot run " + node.op);
  }
}

function perChannel(x, shape, change) {
  const each = area(shape);
  const y = new Float32Array(x.length);
  for (let c = 0, i = 0; c < shape[0]; c++) for (let end = i + each; i < end; i++) y[i] = change(c, x[i]);
  return y;
}

function activation({ kind, a, b }) {
  const sigmoid = (v) => 1 / (1 + Math.exp(-v));
  const limited = (v, low, high) => Math.min(Math.max(v, low), high);
  return {
    leaky_relu: (v) => (v > 0 ? v : a * v),
    clip: (v) => limited(v, a, b),
    sigmoid,
    hard_sigmoid: (v) => limited(a * v + b, 0, 1),
    hard_swish: (v) => v * limited(v / 6 + 0.5, 0, 1),
    silu: (v) => v * sigmoid(v),
    gelu: (v) => (a * v * (1 + erf(v / Math.SQRT2))) / 2,
    gelu_tanh: (v) => (v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3)))) / 2,
    erf,
    tanh: Math.tanh,
    softplus,
    mish: (v) => v * Math.tanh(softplus(v)),
    elu: (v) => (v > 0 ? v : a * Math.expm1(v / b)),
    softsign: (v) => v / (1 + Math.abs(v)),
    abs: Math.abs,
    exp: Math.exp,
    log: Math.log,
    power: (v) => v ** a,
    reciprocal: (v) => 1 / v,
    step: (v) => (v > 0 ? 1 : 0),
  }[kind];
}

const softplus = (v) => Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));

/** Abramowitz and Stegun 7.1.26: within 1.5e-7. */
function erf(v) {
  const t = 1 / (1 + 0.3275911 * Math.abs(v));
  const sum = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(v) * (1 - sum * Math.exp(-v * v));
}

/** Inputs of equal shapes, or with one value a channel. */
function together(inputs, shape, join) {
  const [count, each] = [size(shape), area(shape)];
  const at = (x, i) => (x.length === count ? x[i] : x[Math.floor(i / each)]);
  let sum = inputs[0];
  for (const x of inputs.slice(1)) {
    const y = new Float32Array(count);
    if (sum.length === count && x.length === count) for (let i = 0; i < count; i++) y[i] = join(sum[i], x[i]);
    else for (let i = 0; i < count; i++) y[i] = join(at(sum, i), at(x, i));
    sum = y;
  }
  return sum;
}

function concatenated(inputs, shape) {
  const y = new Float32Array(size(shape));
  let at = 0;
  for (const x of inputs) {
    y.set(x, at);
    at += x.length;
  }
  return y;
}

/** Largest value, or mean, of each window; the border counts as minus infinity, or as zeros, or not at all. */
function pooled(
  {
    op,
    shape: [channels, rows, columns],
    kernel,
    stride,
    border: [top, left, bottom, right],
    dilation = [1, 1],
    countBorder,
  },
  x,
  [, height, width],
) {
  const y = new Float32Array(channels * rows * columns);
  const inside = (start, length, from, to) => Math.max(1, Math.min(start + length, to) - Math.max(start, from));
  let i = 0;
  for (let c = 0; c < channels; c++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, i++) {
        const [up, back] = [row * stride[0] - top, column * stride[1] - left];
        let [most, sum] = [-Infinity, 0];
        for (let ky = 0; ky < kernel[0]; ky++) {
          const iy = up + ky * dilation[0];
          if (iy < 0 || iy >= height) continue;
          for (let kx = 0; kx < kernel[1]; kx++) {
            const ix = back + kx * dilation[1];
            if (ix < 0 || ix >= width) continue;
            const v = x[(c * height + iy) * width + ix];
            sum += v;
            if (v > most) most = v;
          }
        }
        const counted = () =>
          countBorder
            ? inside(up, kernel[0], -top, height + bottom) * inside(back, kernel[1], -left, width + right)
            : inside(up, kernel[0], 0, height) * inside(back, kernel[1], 0, width);
        y[i] = op === "max" ? most : sum / counted();
      }
    }
  }
  return y;
}

/** Means of windows chosen so that the output has the given size. */
function adaptive([channels, rows, columns], x, [, height, width]) {
  const y = new Float32Array(channels * rows * columns);
  const windows = (count, length) =>
    Array.from({ length: count }, (_, i) => [Math.floor((i * length) / count), Math.ceil(((i + 1) * length) / count)]);
  const [down, across] = [windows(rows, height), windows(columns, width)];
  let i = 0;
  for (let c = 0; c < channels; c++) {
    for (const [top, bottom] of down) {
      for (const [left, right] of across) {
        let sum = 0;
        for (let iy = top; iy < bottom; iy++)
          for (let ix = left; ix < right; ix++) sum += x[(c * height + iy) * width + ix];
        y[i++] = sum / ((bottom - top) * (right - left));
      }
    }
  }
  return y;
}

/** Values at other places of the same channel, `outside` where there is none. */
function picked([channels, rows, columns], x, [, height, width], place, outside) {
  const y = new Float32Array(channels * rows * columns);
  let i = 0;
  for (let c = 0; c < channels; c++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const [iy, ix] = place(row, column);
        y[i++] = iy < 0 || iy >= height || ix < 0 || ix >= width ? outside : x[(c * height + iy) * width + ix];
      }
    }
  }
  return y;
}

/** Rows times each channel times the transpose of columns. */
function resampled({ rows, columns, shape: [channels, tall, wide] }, x, [, height, width]) {
  const across = new Float32Array(channels * height * wide);
  for (let line = 0, i = 0; line < channels * height; line++) {
    for (let column = 0; column < wide; column++, i++)
      for (let ix = 0; ix < width; ix++) across[i] += columns[column * width + ix] * x[line * width + ix];
  }
  const y = new Float32Array(channels * tall * wide);
  for (let c = 0; c < channels; c++) {
    for (let row = 0; row < tall; row++) {
      for (let iy = 0; iy < height; iy++) {
        const [share, from, to] = [rows[row * height + iy], (c * height + iy) * wide, (c * tall + row) * wide];
        if (share) for (let column = 0; column < wide; column++) y[to + column] += share * across[from + column];
      }
    }
  }
  return y;
}

/** Channels by index; -1 gives zeros. */
function selected(channels, x, each) {
  const y = new Float32Array(channels.length * each);
  channels.forEach((from, to) => from < 0 || y.set(x.subarray(from * each, (from + 1) * each), to * each));
  return y;
}

/** x / (offset + alpha / size * sum of squares over neighbouring channels) ^ beta. */
function normalised({ size: reach, alpha, beta, offset, shape }, x) {
  const each = area(shape);
  const before = (reach - 1) >> 1;
  return x.map((v, i) => {
    const [c, place] = [Math.floor(i / each), i % each];
    let sum = 0;
    for (let other = Math.max(0, c - before); other <= Math.min(shape[0] - 1, c + reach - 1 - before); other++)
      sum += x[other * each + place] ** 2;
    return v / (offset + (alpha / reach) * sum) ** beta;
  });
}

/** By the image's own statistics: over the places of each group of channels, or over the channels at each place. */
function standardised({ groups, places, eps, scale, shift, shape }, x) {
  const each = area(shape);
  const y = new Float32Array(x.length);
  const length = places ? x.length / groups : shape[0];
  const sets = places ? groups : each;
  const index = places ? (set, i) => set * length + i : (place, i) => i * each + place;
  for (let set = 0; set < sets; set++) {
    let [mean, square] = [0, 0];
    for (let i = 0; i < length; i++) mean += x[index(set, i)] / length;
    for (let i = 0; i < length; i++) square += (x[index(set, i)] - mean) ** 2 / length;
    const deviation = Math.sqrt(square + eps);
    for (let i = 0; i < length; i++) {
      const at = index(set, i);
      const c = Math.floor(at / each);
      y[at] = ((x[at] - mean) / deviation) * scale[c] + shift[c];
    }
  }
  return y;
}

function linear({ weight, bias }, x) {
  const y = new Float32Array(weight.length / x.length);
  for (let o = 0, i = 0; o < y.length; o++) {
    let sum = bias ? bias[o] : 0;
    for (let j = 0; j < x.length; j++) sum += weight[i++] * x[j];
    y[o] = sum;
  }
  return y;
}
