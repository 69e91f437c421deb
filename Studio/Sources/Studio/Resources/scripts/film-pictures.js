/** The pictures of a film: loaded once each, the last 60 kept. */
import { root } from "./requests.js";

/** @type {Map<string, Promise<HTMLImageElement>>} */
const loaded = new Map();

/**
 * @param {string} url
 * @returns {Promise<HTMLImageElement>} rejects where there is no such picture
 */
export function picture(url) {
  const address = new URL(url, root).href;
  const known = loaded.get(address);
  if (known) {
    loaded.delete(address);
    loaded.set(address, known);
    return known;
  }
  const image = new Image();
  image.src = address;
  const promise = image.decode().then(() => image);
  promise.catch(() => loaded.delete(address));
  loaded.set(address, promise);
  while (loaded.size > 60) loaded.delete(/** @type {string} */ (loaded.keys().next().value));
  return promise;
}

// From no difference to half the range and more: dark blue to yellow, even in lightness, as in all heat maps of the Studio.
const ramp = [
  [4, 21, 94], [0, 57, 116], [0, 90, 131], [0, 122, 138], [0, 152, 138], [49, 179, 134], [126, 204, 129], [190, 225, 127],
  [251, 244, 136],
];

const palette = Uint8ClampedArray.from({ length: 256 * 3 }, (_, i) => {
  const at = Math.min(1, Math.floor(i / 3) / 127) * (ramp.length - 1);
  const low = Math.min(ramp.length - 2, Math.floor(at));
  return ramp[low][i % 3] + (ramp[low + 1][i % 3] - ramp[low][i % 3]) * (at - low);
});

/** @param {CanvasImageSource & {width: number, height: number}} image */
function pixels(image) {
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLImageElement} image
 */
export function draw(canvas, image) {
  if (canvas.width !== image.naturalWidth) canvas.width = image.naturalWidth;
  if (canvas.height !== image.naturalHeight) canvas.height = image.naturalHeight;
  canvas.getContext("2d")?.drawImage(image, 0, 0);
}

/**
 * The mean absolute difference of the channels, 0 dark, half the range and more brightest.
 * @param {HTMLCanvasElement} canvas @param {HTMLImageElement} one @param {HTMLImageElement} other of the same size
 */
export function drawDifference(canvas, one, other) {
  const [left, right] = [pixels(one), pixels(other)];
  if (left.width !== right.width || left.height !== right.height) return;
  const out = new ImageData(left.width, left.height);
  for (let i = 0; i < out.data.length; i += 4) {
    let sum = 0;
    for (let c = 0; c < 3; c += 1) sum += Math.abs(left.data[i + c] - right.data[i + c]);
    const entry = Math.round(sum / 3) * 3;
    for (let c = 0; c < 3; c += 1) out.data[i + c] = palette[entry + c];
    out.data[i + 3] = 255;
  }
  [canvas.width, canvas.height] = [out.width, out.height];
  canvas.getContext("2d")?.putImageData(out, 0, 0);
}
