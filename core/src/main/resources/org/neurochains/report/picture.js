/** Pictures as a network sees them: decoded, brought to its size, normalised. */

/** The pixels of a picture at an address, {width, height, data} with four bytes a pixel. */
export async function pixelsAt(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  return drawn(image, image.naturalWidth, image.naturalHeight);
}

/** The pixels of a reader's own file, in the network's size. */
export async function pixelsOfFile(file, input) {
  const bitmap = await createImageBitmap(file);
  const whole = drawn(bitmap, bitmap.width, bitmap.height);
  bitmap.close();
  return fitted(whole, input);
}

function drawn(image, width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, width, height);
}

/** Resized as the network's pictures are: exactly, or the shorter side and then a square from the centre. */
function fitted(pixels, { width, height, resize }) {
  if (!resize) return resized(pixels, width, height);
  const shorter = Math.min(pixels.width, pixels.height);
  const [wide, tall] = [Math.floor((resize * pixels.width) / shorter), Math.floor((resize * pixels.height) / shorter)];
  const large = resized(pixels, wide, tall);
  const [left, top] = [evenHalf(wide - width), evenHalf(tall - height)];
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++)
    data.set(large.data.subarray(((y + top) * wide + left) * 4, ((y + top) * wide + left + width) * 4), y * width * 4);
  return { width, height, data };
}

/** Half of a number; a half is rounded to the even one, as in Python. */
function evenHalf(size) {
  const low = Math.floor(size / 2);
  return size % 2 && low % 2 ? low + 1 : low;
}

/** A triangle filter that widens when shrinking, columns first, as Pillow's BILINEAR. */
function resized({ width, height, data }, wide, tall) {
  const [columns, rows] = [taps(width, wide), taps(height, tall)];
  const narrow = new Uint8ClampedArray(wide * height * 4);
  for (let y = 0; y < height; y++)
    columns.forEach((tap, x) => weigh(data, y * width * 4, 4, tap, narrow, (y * wide + x) * 4));
  const small = new Uint8ClampedArray(wide * tall * 4);
  rows.forEach((tap, y) => {
    for (let x = 0; x < wide; x++) weigh(narrow, x * 4, wide * 4, tap, small, (y * wide + x) * 4);
  });
  return { width: wide, height: tall, data: small };
}

function weigh(from, start, step, { first, weights }, to, at) {
  for (let channel = 0; channel < 4; channel++) {
    let sum = 0;
    for (let i = 0, j = start + first * step + channel; i < weights.length; i++, j += step) sum += weights[i] * from[j];
    to[at + channel] = sum;
  }
}

function taps(from, to) {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const end = Math.min(from, Math.floor(centre + reach + 0.5));
    const weights = Array.from({ length: end - first }, (_, k) =>
      Math.max(0, 1 - Math.abs((first + k + 0.5 - centre) / reach)),
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

/**
 * The network's input of pixels in its size; hidden rectangles [x, y, width, height] are the mean colour, which is
 * zero.
 */
export function normalised({ width, height, data }, { mean, std }, hidden = []) {
  const each = width * height;
  const input = new Float32Array(3 * each);
  for (let c = 0; c < 3; c++)
    for (let i = 0; i < each; i++) input[c * each + i] = (data[i * 4 + c] / 255 - mean[c]) / std[c];
  for (const [left, top, wide, tall] of hidden) {
    for (let c = 0; c < 3; c++) {
      for (let y = Math.max(0, top); y < Math.min(height, top + tall); y++) {
        input.fill(0, c * each + y * width + Math.max(0, left), c * each + y * width + Math.min(width, left + wide));
      }
    }
  }
  return input;
}
