/** What the server found among images before a data set is made of them, drawn from its JSON (`DataSetPreview`). */
import { button, element, icon } from "./elements.js";
import { bytes, number } from "./numbers.js";
import { root } from "./requests.js";

/** @typedef {{name: string, count: number}} Count */
/** @typedef {{url: string, title: string, class_name?: string, size: string}} Thumbnail */
/** @typedef {{reason: string, count: number, examples: string[]}} Skipped */
/**
 * @typedef {object} Preview
 * @property {Record<string, string[]>} errors
 * @property {string} [id]
 * @property {string} [title]
 * @property {string} [kind]
 * @property {number} images
 * @property {Count[]} parts
 * @property {string} [split]
 * @property {Count[]} classes
 * @property {number} class_count
 * @property {string[]} left_out
 * @property {Count[]} formats
 * @property {Count[]} sizes
 * @property {Count[]} channels
 * @property {Skipped[]} skipped
 * @property {number} looked_at the images that were read
 * @property {Thumbnail[]} thumbnails
 * @property {boolean} needs_size
 * @property {boolean} is_complete
 * @property {string} [notice]
 * @property {{name: string, bytes: number, from: string}} [download]
 */

/** The maximum number of classes with too few images that are named. */
const maxLeftOut = 20;

/** @type {Preview} */
const nothing = {
  errors: {}, images: 0, parts: [], classes: [], class_count: 0, left_out: [], formats: [], sizes: [], channels: [],
  skipped: [], looked_at: 0, thumbnails: [], needs_size: false, is_complete: true,
};

/**
 * The answer of a check with all its lists, which errors leave out.
 * @param {Partial<Preview>} answer
 * @returns {Preview}
 */
export function completed(answer) {
  return { ...nothing, looked_at: answer.thumbnails?.length ?? 0, ...answer };
}

/**
 * `500×375 (4), 500×333 (2) and 3 more`
 * @param {Count[]} counts
 * @param {number} most
 */
function list(counts, most) {
  const shown = counts.slice(0, most).map(({ name, count }) => (counts.length > 1 ? `${name} (${number(count)})` : name));
  const rest = counts.length - most;
  return shown.join(", ") + (rest > 0 ? ` and ${number(rest)} more` : "");
}

/**
 * @param {string | undefined} split
 */
function splitWords(split) {
  if (split === "given") return "a part of its own";
  const first = split?.match(/^first (\d+)$/);
  return first ? `the first ${number(Number(first[1]))}` : split ?? "";
}

/** @param {Preview} preview */
function figures(preview) {
  const plus = preview.is_complete ? "" : "+";
  /** @type {[string, string][]} */
  const rows = [["Images", `${number(preview.images)}${plus}`]];
  for (const part of preview.parts) if (part.count > 0) rows.push([part.name, `${number(part.count)}${plus}`]);
  if (!preview.download) rows.push(["Classes", preview.class_count ? `${number(preview.class_count)}${plus}` : "none"]);
  return element("dl", { class: "figures" },
    ...rows.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))));
}

/** @param {Preview} preview */
function facts(preview) {
  const colours = preview.channels.map(({ name, count }) => ({ name: name === "rgb" ? "colour" : name, count }));
  /** @type {[string, string | undefined][]} */
  const rows = [
    ["Kind", preview.kind], ["Formats", list(preview.formats, 6)],
    [preview.sizes.length > 1 ? preview.looked_at < preview.images ? `Sizes of ${number(preview.looked_at)}` : "Sizes" : "Size", list(preview.sizes, 4).replaceAll("x", "×")],
    ["Colours", list(colours, 3)], ["Validation", splitWords(preview.split)],
  ];
  return element("dl", { class: "facts" },
    ...rows.flatMap(([name, value]) => (value ? [element("dt", {}, name), element("dd", {}, value)] : [])));
}

/**
 * @param {Thumbnail} thumbnail
 * @param {number} index
 * @param {(index: number) => void} choose
 */
function tile(thumbnail, index, choose) {
  const { title, class_name: className, size } = thumbnail;
  const picture = /** @type {HTMLImageElement} */ (element("img", { src: new URL(thumbnail.url, root).href, alt: title }));
  // Images of several sizes come in the first one's: their own proportions are those that they are stored in.
  const [width, height] = size.split("x").map(Number);
  picture.style.aspectRatio = `${width} / ${height}`;
  picture.style.width = `${100 * Math.min(1, width / height)}%`;
  return element("li", {}, button({
    class: "plain thumbnail-button", "aria-pressed": "false", "aria-label": `Show ${title} resized`,
    title: [title, className, size.replace("x", " × ")].filter(Boolean).join("\n"), onclick: () => choose(index),
  }, picture));
}

/** @param {Preview} preview */
function skipped(preview) {
  const rows = preview.skipped.map(({ reason, count, examples }) => element("tr", {},
    element("td", { class: "number" }, number(count)),
    element("td", { class: "breakable" }, reason, examples.length ? element("small", { class: "examples" }, examples.join(", ")) : null)));
  const lines = preview.left_out.slice(0, maxLeftOut).map((name) => `class ${name}: too few images`);
  const rest = preview.left_out.length - maxLeftOut;
  if (rest > 0) lines.push(`${number(rest)} more classes with too few images`);
  rows.push(...lines.map((line) => element("tr", {}, element("td", {}), element("td", {}, line))));
  if (!rows.length) return null;
  // A folder's pictures are read one by one: those that are left may hold others.
  const isPart = preview.kind === "folder" && preview.looked_at < preview.images;
  return element("section", { class: "part" }, element("h3", {}, "Will be skipped"),
    element("table", { class: "full" }, element("tbody", {}, ...rows)),
    isPart ? element("p", { class: "quiet" }, `Of ${number(preview.looked_at)} pictures read; others that cannot be read are skipped, too.`) : null);
}

/** @param {Preview} preview */
function classes(preview) {
  if (!preview.classes.length) return null;
  const rows = preview.classes.map(({ name, count }) => element("tr", {},
    element("th", { scope: "row" }, name), element("td", { "data-value": count }, number(count))));
  const more = preview.class_count - preview.classes.length;
  return element("section", { class: "part" }, element("h3", {}, "Images by class"),
    element("bar-chart", {}, element("table", { "aria-label": "Images by class" },
      element("thead", {}, element("tr", {}, element("th", {}, "class"), element("th", {}, "images"))),
      element("tbody", {}, ...rows))),
    more > 0 ? element("p", { class: "quiet" }, `${number(more)} more classes are not shown.`) : null);
}

/**
 * @param {string} kind
 * @param {string} drawing
 * @param {string} text
 */
function notice(kind, drawing, text) {
  return element("p", { class: `notice ${kind}`.trim() }, icon(drawing), element("span", {}, text));
}

/**
 * Whether anything was found.
 * @param {Preview} preview
 */
export function isFound(preview) {
  return preview.images > 0 || preview.thumbnails.length > 0 || preview.skipped.length > 0;
}

/**
 * The parts of the page.
 * @param {Preview} preview
 * @param {string | undefined} problem why no data set can be made
 * @param {Element | null} images thumbnails that are shown already
 * @param {(index: number) => void} choose called with the number of a thumbnail that is clicked
 * @returns {Element[]}
 */
export function drawn(preview, problem, images, choose) {
  const { download } = preview;
  const thumbnails = images ?? element("ul", { class: "thumbnails", id: "preview-images" },
    ...preview.thumbnails.map((thumbnail, index) => tile(thumbnail, index, choose)));
  /** @type {(Element | null)[]} */
  const parts = [
    problem ? notice("bad", "error", problem) : null,
    download ? notice("", "download", `${preview.title} is not on this machine. ${bytes(download.bytes)} are downloaded from ${download.from}`) : null,
  ];
  if (isFound(preview)) {
    parts.push(figures(preview), preview.notice ? notice("warn", "warning", preview.notice) : null,
      preview.needs_size ? notice("warn", "warning", "The images differ in size: choose one to resize them to.") : null);
    if (preview.thumbnails.length) parts.push(thumbnails);
    parts.push(facts(preview), skipped(preview), classes(preview));
  }
  return parts.flatMap((part) => part ?? []);
}
