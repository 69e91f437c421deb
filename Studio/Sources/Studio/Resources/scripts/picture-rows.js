/**
 * Rows of scored images, each above its reconstruction and their difference, from the answers of `ranking.json` (which images)
 * and `row.json` (their pictures). A picture opens large, with the arrow keys to its neighbours.
 */
import { button, element, icon } from "./elements.js";
import { number } from "./numbers.js";
import { request } from "./requests.js";

/**
 * @typedef {{image: number, title: string, class_name?: string | null, score: number | null, beyond: boolean}} Scored
 * @typedef {{name: string, images: Scored[]}} Row
 * @typedef {{rows: string[], size: number[], picture: string, maximum?: number | null, mse01: (number | null)[]}} Picture
 */

/** The pictures of rows that were shown last, by address. @type {Map<string, Promise<Picture>>} */
const loaded = new Map();

/** @param {string} address */
function picture(address) {
  const known = loaded.get(address);
  if (known) return known;
  const promise = request(address);
  promise.catch(() => loaded.delete(address));
  loaded.set(address, promise);
  while (loaded.size > 60) loaded.delete(/** @type {string} */ (loaded.keys().next().value));
  return promise;
}

/**
 * Shows one column of a picture as the background of an element.
 * @param {HTMLElement} tile
 * @param {Picture} row
 * @param {number} k the column
 * @param {number} count of columns
 */
export function showTile(tile, row, k, count) {
  const [height, width] = row.size;
  tile.style.aspectRatio = `${width} / ${height * row.rows.length}`;
  tile.style.backgroundImage = `url("${row.picture}")`;
  tile.style.backgroundSize = `${count * 100}% 100%`;
  tile.style.backgroundPosition = count > 1 ? `${(100 * k) / (count - 1)}% 0` : "0 0";
  tile.classList.toggle("pixels", Math.max(height, width) < 128);
}

/** What the rows of a picture are. @param {Picture} row */
export function legend(row) {
  const scale = row.maximum === null || row.maximum === undefined ? "" : ` (dark: none, yellow: ${number(row.maximum)})`;
  return `From the top: ${row.rows.join(", ")}${scale}`;
}

/** @type {{tiles: HTMLElement[], at: number, test: string | undefined}} `test`: where one image is tested, without its number */
const large = { tiles: [], at: 0, test: undefined };
const heading = element("h2", {});
const facts = element("p", { class: "breakable" });
const legendLine = element("p", { class: "quiet" });
const columns = element("div", { class: "large-pictures" });
const further = element("p", {});
const dialog = /** @type {HTMLDialogElement} */ (element("dialog", { class: "image-dialog", "aria-label": "Image" },
  element("header", {}, heading,
    button({ class: "icon-only", "aria-label": "Previous image", onclick: () => open(large.at - 1) }, icon("previous")),
    button({ class: "icon-only", "aria-label": "Next image", onclick: () => open(large.at + 1) }, icon("next")),
    button({ class: "plain icon-only", "aria-label": "Close", onclick: () => dialog.close() }, icon("close"))),
  columns, facts, legendLine, further));
dialog.addEventListener("keydown", (event) => {
  if (event.key === "ArrowRight") open(large.at + 1);
  else if (event.key === "ArrowLeft") open(large.at - 1);
  else return;
  event.preventDefault();
});
dialog.addEventListener("close", () => large.tiles[large.at]?.focus());

/** @type {WeakMap<HTMLElement, {entry: Scored, row: Picture, k: number, count: number}>} */
const contents = new WeakMap();

/** @param {number} at */
function open(at) {
  const content = large.tiles[at] && contents.get(large.tiles[at]);
  if (!content) return;
  large.at = at;
  const { entry, row, k, count } = content;
  heading.textContent = [`Image ${number(entry.image)}`, entry.class_name].filter(Boolean).join(", ");
  facts.textContent = `${entry.title}, score ${number(entry.score)}, mse01 ${number(row.mse01[k])}`;
  columns.replaceChildren(...row.rows.map((name, line) => {
    const tile = element("div", { class: "tile", role: "img", "aria-label": `${name} of image ${entry.image}` });
    showTile(tile, row, k, count);
    const [height, width] = row.size;
    tile.style.aspectRatio = `${width} / ${height}`;
    tile.style.backgroundSize = `${count * 100}% ${row.rows.length * 100}%`;
    tile.style.backgroundPosition = `${count > 1 ? (100 * k) / (count - 1) : 0}% ${(100 * line) / (row.rows.length - 1 || 1)}%`;
    return element("figure", {}, tile, element("figcaption", {}, name));
  }));
  legendLine.textContent = row.maximum ? `Differences: dark is none, yellow ${number(row.maximum)}.` : "";
  further.replaceChildren(...(large.test ? [element("a", { href: `${large.test}${entry.image}` }, "Test this image: code, layers, metrics")] : []));
  if (!dialog.isConnected) document.body.append(dialog);
  if (!dialog.open) dialog.showModal();
}

/**
 * Shows rows; those with the same images as before stay.
 * @param {HTMLElement} place
 * @param {Row[]} rows
 * @param {string} base the address that `row.json` is below
 * @param {string} map `difference` or `error`
 * @param {string} [test] where one image is tested, without its number
 */
export function showRows(place, rows, base, map, test) {
  large.test = test;
  const before = /** @type {HTMLElement[]} */ ([...place.children]);
  const after = rows.map(({ name, images }) => {
    const key = `${name} ${images.map(({ image, score }) => `${image}:${score}`).join(",")}`;
    const kept = before.find((part) => part.dataset.key === key);
    const part = kept ?? made(name, images, base, map);
    part.dataset.key = key;
    return part;
  });
  place.replaceChildren(...after);
}

/**
 * @param {string} name
 * @param {Scored[]} images
 * @param {string} base
 * @param {string} map
 */
function made(name, images, base, map) {
  const line = element("span", { class: "quiet" });
  const problem = element("p", { class: "notice warn", hidden: true });
  const tiles = images.map((entry) => button({ class: "tile", "aria-label": said(entry) }));
  const list = element("ul", { class: "scored-images" }, ...images.map((entry, k) => element("li", {}, element("figure", {}, tiles[k],
    element("figcaption", { title: entry.title }, element("b", {}, number(entry.score)),
      element("span", {}, [`#${number(entry.image)}`, entry.class_name].filter(Boolean).join(" "))))))) ;
  const part = element("section", { class: "picture-row", "aria-label": name }, element("h3", {}, name, " ", line), problem, list);
  if (images.length === 0) list.replaceChildren(element("li", { class: "quiet" }, "no images"));
  else {
    picture(`${base}row.json?images=${images.map(({ image }) => image).join(",")}&map=${map}`).then((row) => {
      line.textContent = legend(row);
      tiles.forEach((tile, k) => {
        showTile(tile, row, k, images.length);
        contents.set(tile, { entry: images[k], row, k, count: images.length });
        tile.addEventListener("click", () => {
          large.tiles = tiles;
          open(k);
        });
      });
    }, (/** @type {Error} */ error) => {
      problem.textContent = error.message;
      problem.hidden = false;
      for (const tile of tiles) tile.classList.add("missing");
    });
  }
  return part;
}

/** @param {Scored} entry */
function said(entry) {
  const words = [`image ${entry.image}`, entry.class_name, `score ${number(entry.score)}`, entry.beyond && "beyond the threshold"];
  return `${words.filter(Boolean).join(", ")}: the image, its reconstruction, the difference`;
}
