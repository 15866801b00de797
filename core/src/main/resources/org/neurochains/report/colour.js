/** Colours of effects, classes and maps. Every use stands beside a number or a name. */

import { bytesOf } from "./bytes.js";

const SCALE = { light: ["#2b6cb0", "#cfc9c0", "#c0342b"], dark: ["#63a9ee", "#6f6b66", "#f0705f"] };
const CLASSES = {
  light: ["#6d4aa0", "#b02a6b", "#8a6100", "#2d6f9e", "#1d1d8f", "#75502f"],
  dark: ["#b79be8", "#f08abb", "#e0b13c", "#6fb9e8", "#a5a8ff", "#d2a67c"],
};
/** What adds and what takes away. */
export const SIGNS = { light: ["#2f7466", "#a8590f"], dark: ["#63b9a6", "#e39a52"] };
const HEAT = ["#0d0b1f", "#3b1163", "#84206b", "#c73e4c", "#f0803a", "#f8c845", "#fcffd0"].map(channels);
const SIGNED = ["#1f5fa8", "#7fb2dc", "#f4f2ee", "#e58f74", "#b5261e"].map(channels);

function channels(hex) {
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
}

function along(stops, t) {
  const place = Math.min(Math.max(t, 0), 1) * (stops.length - 1);
  const i = Math.min(Math.floor(place), stops.length - 2);
  return stops[i].map((from, c) => Math.round(from + (stops[i + 1][c] - from) * (place - i)));
}

/** Colours along a scale, as the four bytes of a pixel in one number. */
const stepsOf = (stops) =>
  Uint32Array.from({ length: 256 }, (_, i) => new Uint32Array(Uint8Array.of(...along(stops, i / 255), 255).buffer)[0]);
const STEPS = { heat: stepsOf(HEAT), signed: stepsOf(SIGNED) };

/** Red for the highest value, blue for the lowest. */
export function scaleColour(range, theme) {
  const stops = SCALE[theme].map(channels);
  const span = range[1] - range[0];
  return (value) => `rgb(${along(stops, span > 0 ? (value - range[0]) / span : 0.5).join(",")})`;
}

/** Black or white, whichever reads better on a colour made by `scaleColour`: by WCAG 2.2's contrast, 4.5 or more. */
export function inkOn(rgb) {
  const [r, g, b] = rgb.match(/\d+/g).map((part) => ((part / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000000" : "#ffffff";
}

/** The colour of the i-th class. */
export function classColour(i, theme) {
  return CLASSES[theme][Math.max(i, 0) % CLASSES.light.length];
}

/** Draws a map of the document on a canvas, one pixel a cell; maps that go below zero are two-sided. */
export function drawMap(canvas, map, range = [map.low, map.high]) {
  const values = Float32Array.from(bytesOf(map.values), (byte) => map.low + (byte / 255) * (map.high - map.low));
  return drawValues(canvas, { ...map, values }, range);
}

/** What draws small pictures made of numbers: in memory, which is quick to set up. */
const small = (canvas) => canvas.getContext("2d", { willReadFrequently: true });

/** A picture of how dark each part of another is to be, for all but what a map of the document marks. */
export function veilOf(map) {
  const canvas = document.createElement("canvas");
  const values = bytesOf(map.values);
  const most = values.reduce((a, b) => Math.max(a, b), 1);
  Object.assign(canvas, { width: map.width, height: map.height });
  const context = small(canvas);
  const pixels = context.createImageData(map.width, map.height);
  values.forEach((value, i) => pixels.data.set([12, 14, 18, 150 * (1 - value / most) ** 1.5], i * 4));
  context.putImageData(pixels, 0, 0);
  return canvas.toDataURL();
}

/** Draws numbers {width, height, values} on a canvas, one pixel each, between the ends of a range. */
export function drawValues(canvas, { width, height, values }, [low, high]) {
  const most = Math.max(-low, high);
  Object.assign(canvas, { width, height });
  const context = small(canvas);
  const pixels = context.createImageData(width, height);
  const colours = new Uint32Array(pixels.data.buffer);
  const steps = low < 0 ? STEPS.signed : STEPS.heat;
  const last = steps.length - 1;
  values.forEach((value, i) => {
    const t = low < 0 ? (most > 0 ? value / most / 2 + 0.5 : 0.5) : high > low ? (value - low) / (high - low) : 0;
    colours[i] = steps[Math.round(Math.min(Math.max(t, 0), 1) * last)];
  });
  context.putImageData(pixels, 0, 0);
  return canvas;
}
