/**
 * The form of a new data set: what the server found among the images, beside the form; examples of resizing; and choices
 * that follow the kind of source until a person makes them.
 *
 * The form's checks (forms.js) answer with what was found (dataset-preview.js); its thumbnails come from the server.
 */
import { completed, drawn, isFound } from "./dataset-preview.js";
import { button, element } from "./elements.js";
import { number } from "./numbers.js";
import { request, root } from "./requests.js";

/** @typedef {import("./dataset-preview.js").Preview} Preview */

const form = /** @type {HTMLFormElement} */ (document.getElementById("new-data-set"));
const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const modes = /** @type {HTMLElement} */ (form.querySelector(".resize-modes"));
const pictureSources = ["folder", "list", "upload"];
/**
 * Names of controls that a person has changed.
 * @type {Set<string>}
 */
const touched = new Set(new URLSearchParams(location.search).has("clone") ? ["use", "size", "colour", "shuffle"] : []);
let shownID = "";
let exampleIndex = 0;
let exampleKey = "";

/**
 * @param {string} name
 * @returns {any}
 */
const control = (name) => form.elements.namedItem(name);

/** Chooses what people mostly want of this kind of source. */
function suggest() {
  const source = control("source").value;
  const isOfPictures = pictureSources.includes(source);
  if (!touched.has("use")) control("use").value = isOfPictures ? "import" : "as-is";
  const isImport = control("use").value === "import";
  if (!touched.has("size")) control("size").value = isImport && isOfPictures ? "resize" : "own";
  if (!touched.has("colour")) control("colour").value = isImport && isOfPictures ? "rgb" : "own";
  if (!touched.has("shuffle")) control("shuffle").checked = source === "list";
  control("validation").placeholder = isImport ? "25" : source === "known" ? "the first 5,000" : "10";
}

/** Marks the thumbnail that is shown resized, and the mode that is chosen. */
function mark() {
  [...document.querySelectorAll("#preview-images button")].forEach((tile, index) => {
    tile.setAttribute("aria-pressed", String(index === exampleIndex));
  });
  for (const tile of /** @type {NodeListOf<HTMLElement>} */ (modes.querySelectorAll("button"))) {
    tile.setAttribute("aria-pressed", String(tile.dataset.mode === control("mode").value));
  }
}

/**
 * @param {Preview} preview
 * @param {Record<string, any>} values
 */
function show(preview, values) {
  at("preview").removeAttribute("aria-busy");
  at("preview-state").textContent = "";
  const field = values.source === "lmdb" ? "images" : values.source;
  const isChosen = Boolean(values[field]);
  at("preview-empty").hidden = isFound(preview) || isChosen;
  at("preview-found").hidden = !isFound(preview) && !isChosen;
  // What is not here yet is downloaded and used as it is.
  form.classList.toggle("downloads", Boolean(preview.download));
  // Thumbnails that are shown stay, so that they do not flicker.
  const images = preview.id && preview.id === shownID ? document.getElementById("preview-images") : null;
  if (!images) exampleIndex = 0;
  shownID = preview.id ?? "";
  const problem = isChosen ? preview.errors[field]?.[0] : undefined;
  at("preview-found").replaceChildren(...drawn(preview, problem, images, (index) => {
    exampleIndex = index;
    showExample();
  }));
  control("title").placeholder = preview.title ?? "";
  tellButton(preview, values.use === "import");
  showExample();
}

/**
 * @param {Preview} preview
 * @param {boolean} isImport
 */
function tellButton(preview, isImport) {
  const isCounted = isImport && isFound(preview) && preview.is_complete && preview.parts.length > 0 && !preview.download;
  const total = preview.parts.reduce((sum, part) => sum + part.count, 0);
  const training = preview.parts.find((part) => part.name === "training")?.count ?? 0;
  at("make").textContent = preview.download ? "Download"
    : isCounted ? `Import ${number(total)} image${total === 1 ? "" : "s"}` : isImport ? "Import" : "Make the data set";
  at("make-note").textContent = isCounted ? `${number(training)} to train on` : "";
}

/** Shows a picture in the chosen size by each mode, unless that is shown. */
async function showExample() {
  mark();
  const side = (/** @type {string} */ name, /** @type {string} */ other) =>
    Number(control(name).value || control(other).value || control(name).placeholder);
  const isSize = ["width", "height"].every((name) => control(name).validity.valid) && side("width", "height") > 0;
  const hasImages = document.querySelector("#preview-images button") !== null;
  const isWanted = shownID !== "" && hasImages && isSize && control("size").value === "resize";
  at("resize-example").hidden = !isWanted;
  if (!isWanted) return;
  const body = {
    preview: shownID, index: exampleIndex, width: side("width", "height"), height: side("height", "width"),
    filter: control("filter").value, colour: control("colour").value,
  };
  const key = JSON.stringify(body);
  if (key === exampleKey) return;
  exampleKey = key;
  try {
    const answer = await request(new URL("datasets/resize-example", root), { method: "POST", body });
    if (key !== exampleKey) return;
    const reduced = answer.is_reduced ? `, shown at ${answer.width} × ${answer.height}` : "";
    at("resize-example-text").textContent = `${answer.title}, ${answer.size.replace("x", " × ")}, to ${body.width} × ${body.height}${reduced}. Choose another picture among the thumbnails.`;
    const examples = /** @type {{mode: string, picture: string}[]} */ (answer.examples);
    modes.replaceChildren(...examples.map(({ mode, picture }) => button({
      class: "plain thumbnail-button", "data-mode": mode,
      onclick: () => {
        control("mode").value = mode;
        control("mode").dispatchEvent(new Event("input", { bubbles: true }));
        mark();
      },
    }, element("img", { src: picture, alt: `${answer.title}, ${mode}`, class: answer.width < 96 ? "pixels" : null }), mode)));
    mark();
  } catch (error) {
    if (key !== exampleKey) return;
    modes.replaceChildren();
    at("resize-example-text").textContent = /** @type {Error} */ (error).message;
  }
}

form.addEventListener("input", (event) => {
  const name = /** @type {HTMLInputElement} */ (event.target).name;
  if (!event.isTrusted && name === "source") suggest();
  else if (name) touched.add(name);
  if (name === "use") suggest();
  at("preview").setAttribute("aria-busy", "true");
  at("preview-state").textContent = "Looking …";
}, { capture: true });
// The tab in the address is chosen after this script has run.
form.addEventListener("studio:tab", suggest);
form.addEventListener("studio:checked", (event) => {
  const { values, answer } = /** @type {CustomEvent} */ (event).detail;
  show(completed(answer), values);
});
form.addEventListener("studio:uploaded", (event) => {
  control("upload").value = /** @type {CustomEvent} */ (event).detail.answer.id;
  control("upload").dispatchEvent(new Event("input", { bubbles: true }));
});
suggest();
