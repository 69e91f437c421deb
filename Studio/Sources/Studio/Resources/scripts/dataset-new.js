/**
 * The form of a new data set: what the server found among the images, beside the form; examples of resizing; and choices
 * that follow the kind of source until a person makes them.
 *
 * The form's checks (forms.js) answer with what was found (`DataSetPreview`); its thumbnails come from the server.
 */
import { element, icon } from "./elements.js";
import { bytes, number } from "./numbers.js";
import { request } from "./requests.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("new-data-set"));
const root = document.body.dataset.root ?? "./";
const found = /** @type {HTMLElement} */ (document.getElementById("preview-found"));
const empty = /** @type {HTMLElement} */ (document.getElementById("preview-empty"));
const state = /** @type {HTMLElement} */ (document.getElementById("preview-state"));
const preview = /** @type {HTMLElement} */ (document.getElementById("preview"));
const example = /** @type {HTMLElement} */ (document.getElementById("resize-example"));
const exampleText = /** @type {HTMLElement} */ (document.getElementById("resize-example-text"));
const modes = /** @type {HTMLElement} */ (example.querySelector(".resize-modes"));
const make = /** @type {HTMLButtonElement} */ (document.getElementById("make"));
const note = /** @type {HTMLElement} */ (document.getElementById("make-note"));
const pictureSources = ["folder", "list", "upload"];
/** Names of controls that a person has changed. @type {Set<string>} */
const touched = new Set(location.search.includes("clone=") ? ["use", "size", "colour", "shuffle"] : []);
let shownID = "";
let exampleIndex = 0;
let exampleKey = "";

/** @param {string} name @returns {any} */
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

/** @param {string} singular @param {number} count */
const counted = (count, singular) => `${number(count)} ${singular}${count === 1 ? "" : "s"}`;

/** @param {{name: string, count: number}[]} counts @param {number} [most] */
function list(counts, most = 3) {
  const rest = counts.length - most;
  return counts.slice(0, most).map(({ name, count }) => (counts.length > 1 ? `${name} (${number(count)})` : name)).join(", ")
    + (rest > 0 ? ` and ${number(rest)} more` : "");
}

/** @param {string} name @param {string} value */
const figure = (name, value) => element("div", {}, element("dt", {}, name), element("dd", {}, value));

/** @param {any} answer */
function figures(answer) {
  const plus = answer.is_complete ? "" : "+";
  const rows = [figure("Images", `${number(answer.images)}${plus}`)];
  for (const part of answer.parts) if (part.count > 0) rows.push(figure(part.name, `${number(part.count)}${plus}`));
  if (!answer.download) rows.push(figure("Classes", answer.class_count ? `${number(answer.class_count)}${plus}` : "none"));
  return element("dl", { class: "figures" }, ...rows);
}

/** @param {any} answer */
function facts(answer) {
  const rows = [];
  const add = (name, value) => value && rows.push(element("dt", {}, name), element("dd", {}, value));
  const looked = answer.thumbnails.length;
  add("Kind", answer.kind);
  add("Formats", list(answer.formats, 6));
  add(answer.sizes.length > 1 ? `Sizes of ${looked}` : "Size", list(answer.sizes, 4).replaceAll("x", "×"));
  add("Colours", list(answer.channels.map((entry) => ({ ...entry, name: entry.name === "rgb" ? "colour" : entry.name }))));
  add("Validation", answer.split === "given" ? "a part of its own" : answer.split?.replace(/^first (\d+)$/, (_, count) => `the first ${number(Number(count))}`));
  return rows.length ? element("dl", { class: "facts" }, ...rows) : null;
}

/** @param {any} answer */
function thumbnails(answer) {
  if (!answer.thumbnails.length) return null;
  return element("ul", { class: "thumbnails", id: "preview-images" }, ...answer.thumbnails.map((image, index) => {
    // Images of several sizes come in the first one's: their own proportions are those that they are stored in.
    const [width, height] = image.size.split("x").map(Number);
    const picture = /** @type {HTMLImageElement} */ (element("img", { src: root + image.url, alt: image.title }));
    picture.style.aspectRatio = `${width} / ${height}`;
    picture.style.width = `${100 * Math.min(1, width / height)}%`;
    const title = [image.title, image.class_name, image.size.replace("x", " × ")].filter(Boolean).join("\n");
    return element("li", {}, element("button", {
      type: "button", class: "plain thumbnail-button", title, "aria-pressed": String(index === exampleIndex),
      "aria-label": `Show ${image.title} resized`,
      onclick: () => { exampleIndex = index; mark(); showExample(); },
    }, picture));
  }));
}

function mark() {
  [...document.querySelectorAll("#preview-images button")].forEach((button, index) => {
    button.setAttribute("aria-pressed", String(index === exampleIndex));
  });
}

/** @param {any} answer */
function skipped(answer) {
  const rows = answer.skipped.map(({ reason, count, examples }) => element("tr", {},
    element("td", { class: "number" }, number(count)),
    element("td", { class: "breakable" }, reason, examples.length ? element("small", { class: "examples" }, examples.join(", ")) : null)));
  for (const name of answer.left_out.slice(0, 20)) {
    rows.push(element("tr", {}, element("td", {}), element("td", {}, `class ${name}: too few images`)));
  }
  if (answer.left_out.length > 20) {
    rows.push(element("tr", {}, element("td", {}), element("td", {}, `${answer.left_out.length - 20} more classes with too few images`)));
  }
  if (!rows.length) return null;
  return element("section", { class: "part" }, element("h3", {}, "Will be skipped"),
    element("table", { class: "full" }, element("tbody", {}, ...rows)));
}

/** @param {any} answer */
function classes(answer) {
  if (!answer.classes.length) return null;
  const chart = element("bar-chart", {}, element("table", {},
    element("thead", {}, element("tr", {}, element("th", {}, "class"), element("th", {}, "images"))),
    element("tbody", {}, ...answer.classes.map(({ name, count }) => element("tr", {},
      element("th", { scope: "row" }, name), element("td", { "data-value": count }, number(count)))))));
  const more = answer.class_count - answer.classes.length;
  return element("section", { class: "part" }, element("h3", {}, "Images by class"), chart,
    more > 0 ? element("p", { class: "quiet" }, `${number(more)} more classes are not shown.`) : null);
}

/** @param {any} answer */
function warnings(answer) {
  const lines = [];
  if (answer.notice) lines.push(answer.notice);
  if (answer.needs_size) lines.push("The images differ in size: choose one to resize them to.");
  return lines.map((text) => element("p", { class: "notice warn" }, icon("warning"), element("span", {}, text)));
}

/** @param {any} answer @param {any} values */
function show(answer, values) {
  preview.removeAttribute("aria-busy");
  const source = values.source === "files" ? "files" : values.source === "lmdb" ? "images" : values.source;
  const problem = answer.errors?.[source]?.[0];
  const isChosen = Boolean(values[source]);
  const isFound = answer.images > 0 || answer.thumbnails?.length || answer.skipped?.length;
  empty.hidden = Boolean(isFound) || isChosen;
  found.hidden = !isChosen && !isFound;
  state.textContent = "";
  // What is not here yet is downloaded and used as it is.
  form.classList.toggle("downloads", Boolean(answer.download));
  const parts = [];
  if (problem && isChosen) parts.push(element("p", { class: "notice bad" }, icon("error"), element("span", {}, problem)));
  if (answer.download) {
    parts.push(element("p", { class: "notice" }, icon("download"),
      element("span", {}, `${answer.title} is not on this machine. ${bytes(answer.download.bytes)} are downloaded from ${answer.download.from}`)));
  }
  if (isFound) {
    parts.push(figures(answer), ...warnings(answer));
    const images = answer.id && answer.id === shownID ? document.getElementById("preview-images") : null;
    if (!images) exampleIndex = 0;
    // Thumbnails that are shown stay, so that they do not flicker.
    parts.push(images ?? thumbnails(answer), facts(answer), skipped(answer), classes(answer));
  }
  shownID = answer.id ?? "";
  found.replaceChildren(...parts.filter(Boolean));
  control("title").placeholder = answer.title ?? "";
  const isImport = values.use === "import";
  const training = answer.parts?.find((part) => part.name === "training")?.count ?? 0;
  make.textContent = answer.download ? "Download" : isImport ? (isFound && answer.is_complete ? `Import ${counted(answer.parts.reduce((sum, part) => sum + part.count, 0), "image")}` : "Import") : "Make the data set";
  note.textContent = answer.is_complete && isFound && isImport && !answer.download ? `${number(training)} to train on` : "";
  showExample();
}

async function showExample() {
  const isWanted = shownID && control("size").value === "resize" && !control("size").disabled;
  example.hidden = !isWanted;
  if (!isWanted) return;
  const side = (name, other) => Number(control(name).value || control(other).value || control(name).placeholder);
  const body = {
    preview: shownID, index: exampleIndex, width: side("width", "height"), height: side("height", "width"),
    filter: control("filter").value, colour: control("colour").value,
  };
  const key = JSON.stringify(body);
  if (key !== exampleKey) {
    exampleKey = key;
    try {
      const answer = await request(`${root}datasets/resize-example`, { method: "POST", body });
      if (key !== exampleKey) return;
      const reduced = answer.is_reduced ? `, shown at ${answer.width} × ${answer.height}` : "";
      exampleText.textContent = `${answer.title}, ${answer.size.replace("x", " × ")}, to ${body.width} × ${body.height}${reduced}. Choose another picture at the thumbnails.`;
      modes.replaceChildren(...answer.examples.map(({ mode, picture }) => element("button", {
        type: "button", class: "plain thumbnail-button", "data-mode": mode,
        onclick: () => {
          control("mode").value = mode;
          control("mode").dispatchEvent(new Event("input", { bubbles: true }));
          markMode();
        },
      }, element("img", { src: picture, alt: `${answer.title}, ${mode}`, class: answer.width < 96 ? "pixels" : null }), mode)));
    } catch (error) {
      exampleKey = "";
      modes.replaceChildren();
      exampleText.textContent = error.message;
    }
  }
  markMode();
}

function markMode() {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (modes.querySelectorAll("button"))) {
    button.setAttribute("aria-pressed", String(button.dataset.mode === control("mode").value));
  }
}

form.addEventListener("input", (event) => {
  const name = /** @type {HTMLInputElement} */ (event.target).name;
  if (!event.isTrusted && name === "source") suggest();
  else if (name) touched.add(name);
  if (name === "use") suggest();
  preview.setAttribute("aria-busy", "true");
  state.textContent = "Looking …";
}, { capture: true });
// The tab in the address is chosen after this script has run.
form.addEventListener("studio:tab", suggest);
form.addEventListener("studio:checked", (event) => {
  const { values, answer } = /** @type {CustomEvent} */ (event).detail;
  show({ parts: [], sizes: [], skipped: [], thumbnails: [], classes: [], left_out: [], formats: [], channels: [], ...answer }, values);
});
form.addEventListener("studio:uploaded", (event) => {
  const { answer } = /** @type {CustomEvent} */ (event).detail;
  control("upload").value = answer.id;
  control("upload").dispatchEvent(new Event("input", { bubbles: true }));
});
suggest();
