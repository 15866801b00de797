/** Convolution of one image, four output channels at a time so that each input is read once for them. */

/**
 * The value of a convolution node {weight, bias, kernel, stride, padding, dilation, groups, shape} on x of the given
 * shape.
 */
export function convolve(node, x, shape) {
  const {
    weight,
    bias,
    kernel,
    groups,
    shape: [outputs, rows, columns],
  } = node;
  const [, height, width] = shape;
  const plane = rows * columns;
  const y = new Float32Array(outputs * plane);
  if (bias) for (let o = 0; o < outputs; o++) y.fill(bias[o], o * plane, (o + 1) * plane);
  const [made, taken, taps] = [outputs / groups, shape[0] / groups, kernel[0] * kernel[1]];
  const spans = tapSpans(node, height, width);
  for (let first = 0; first < outputs;) {
    const group = Math.floor(first / made);
    const count = Math.min(4, (group + 1) * made - first);
    for (let c = 0; c < taken; c++) {
      const from = (group * taken + c) * height * width;
      for (let tap = 0; tap < taps; tap++) {
        const at = (first * taken + c) * taps + tap;
        const each = taken * taps;
        if (count === 4)
          addFour(
            y,
            x,
            first * plane,
            plane,
            from,
            spans[tap],
            weight[at],
            weight[at + each],
            weight[at + 2 * each],
            weight[at + 3 * each],
          );
        else for (let o = 0; o < count; o++) addOne(y, x, (first + o) * plane, from, spans[tap], weight[at + o * each]);
      }
    }
    first += count;
  }
  return y;
}

/**
 * For each place of the kernel the rows and columns of the output that it reaches the input from, and where it reads.
 */
function tapSpans({ kernel, stride, padding, dilation, shape: [, rows, columns] }, height, width) {
  const spans = [];
  const span = (offset, step, length, count) => [
    Math.max(0, Math.ceil(-offset / step)),
    Math.min(count, Math.floor((length - 1 - offset) / step) + 1),
  ];
  for (let ky = 0; ky < kernel[0]; ky++) {
    for (let kx = 0; kx < kernel[1]; kx++) {
      const [dy, dx] = [ky * dilation[0] - padding[0], kx * dilation[1] - padding[1]];
      const [top, bottom] = span(dy, stride[0], height, rows);
      const [left, right] = span(dx, stride[1], width, columns);
      spans.push({ top, bottom, left, right, dy, dx, width, columns, down: stride[0], across: stride[1] });
    }
  }
  return spans;
}

function addOne(y, x, to, from, { top, bottom, left, right, dy, dx, width, columns, down, across }, weight) {
  if (weight === 0) return;
  for (let row = top; row < bottom; row++) {
    let j = from + (row * down + dy) * width + left * across + dx;
    for (let i = to + row * columns + left, end = to + row * columns + right; i < end; i++, j += across)
      y[i] += weight * x[j];
  }
}

function addFour(
  y,
  x,
  to,
  plane,
  from,
  { top, bottom, left, right, dy, dx, width, columns, down, across },
  a,
  b,
  c,
  d,
) {
  for (let row = top; row < bottom; row++) {
    let j = from + (row * down + dy) * width + left * across + dx;
    let i0 = to + row * columns + left;
    let [i1, i2, i3] = [i0 + plane, i0 + 2 * plane, i0 + 3 * plane];
    for (const end = to + row * columns + right; i0 < end; j += across) {
      const v = x[j];
      y[i0++] += a * v;
      y[i1++] += b * v;
      y[i2++] += c * v;
      y[i3++] += d * v;
    }
  }
}
