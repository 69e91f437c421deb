/**
 * The page that corrupts images and shows what a model makes of them: every change of a slider asks the server for one
 * picture, the newest change first. The address holds the corruption: ?corruption=gaussian=0.3&part=…&first=…
 */
import { element } from "./elements.js";
import { number } from "./numbers.js";
import { legend, showTile } from "./picture-rows.js";
import { request } from "./requests.js";

/** @param {string} id @returns {any} */
const at = (id) => document.getElementById(id);

const place = /** @type {HTMLElement | null} */ (at("denoise"));
const form = /** @type {HTMLFormElement} */ (at("corruption"));
/** @type {AbortController | undefined} */
let asking;
let isWaiting = false;
let addressTimer = 0;

/** The settings of the kind that is chosen. */
function controls() {
  const chosen = form.querySelector(`fieldset[data-kind="${CSS.escape(at("kind").value)}"]`);
  return /** @type {HTMLInputElement[]} */ ([...(chosen?.querySelectorAll("input") ?? [])]);
}

/** The corruption in the notation of flags. */
function corruption() {
  const fields = controls().map((control) => (control.type === "checkbox"
    ? control.checked && `${control.name}=true`
    : `${control.name}=${Number(Number(control.value).toPrecision(3))}`));
  return fields.filter(Boolean).join(",") || "none";
}

/** Shows the fields of the kind. */
function arrange() {
  for (const group of /** @type {NodeListOf<HTMLFieldSetElement>} */ (form.querySelectorAll("fieldset[data-kind]"))) {
    group.hidden = group.disabled = group.dataset.kind !== at("kind").value;
  }
  for (const control of controls()) {
    const output = form.querySelector(`output[for="${CSS.escape(control.id)}"]`);
    if (output) output.textContent = String(Number(Number(control.value).toPrecision(3)));
  }
}

/**
 * Sets the controls to a corruption of one kind.
 * @param {string} text
 * @returns {boolean} false where the sliders cannot say it
 */
function take(text) {
  const fields = new Map(text.split(",").map((field) => /** @type {[string, string]} */ (field.trim().split("="))));
  const groups = /** @type {HTMLFieldSetElement[]} */ ([...form.querySelectorAll("fieldset[data-kind]")]);
  const names = (/** @type {HTMLFieldSetElement} */ group) => [...group.querySelectorAll("input")].map(({ name }) => name);
  const first = [...fields.keys()][0];
  const group = groups.find((group) => group.dataset.kind === first) ?? groups.find((group) => names(group).includes(first));
  if (!group || ![...fields.keys()].every((name) => names(group).includes(name))) return false;
  at("kind").value = group.dataset.kind;
  for (const control of group.querySelectorAll("input")) {
    const value = fields.get(control.name);
    if (control.type === "checkbox") control.checked = value === "true";
    else if (value !== undefined) control.value = value;
  }
  return true;
}

function parameters() {
  const wanted = new URLSearchParams({ corruption: corruption(), part: at("part").value, first: at("first").value || "0" });
  if (at("dataset").value) wanted.set("dataset", at("dataset").value);
  return wanted;
}

async function load() {
  // One question at a time: the slider is asked again once the answer is there.
  if (asking) {
    isWaiting = true;
    return;
  }
  asking = new AbortController();
  isWaiting = false;
  try {
    show(await request(`${place?.dataset.source}?${parameters()}`, { signal: asking.signal }));
    at("problem").hidden = true;
  } catch (error) {
    at("problem").textContent = /** @type {Error} */ (error).message;
    at("problem").hidden = false;
  } finally {
    asking = undefined;
    if (isWaiting) load();
  }
}

/** @param {any} answer */
function show(answer) {
  const { pictures, before, after } = answer;
  const tiles = pictures.images.map((/** @type {number} */ image, /** @type {number} */ k) => {
    const tile = element("div", { class: "tile", role: "img", "aria-label": `image ${image}: ${pictures.rows.join(", ")}` });
    showTile(tile, pictures, k, pictures.images.length);
    return element("li", {}, element("figure", {}, tile, element("figcaption", {}, element("b", {}, number(after.mse01[k])),
      before && element("span", {}, `from ${number(before.mse01[k])}`), element("span", {}, `#${number(image)}`))));
  });
  at("picture").replaceChildren(element("p", { class: "quiet" }, legend(pictures)), element("ul", { class: "scored-images" }, ...tiles));
  const row = (/** @type {string} */ name, /** @type {any} */ quality) => element("tr", {}, element("th", { scope: "row" }, name),
    element("td", { class: "number" }, number(quality.mean_mse01)), element("td", { class: "number" }, number(quality.mean_psnr)));
  at("quality").tBodies[0].replaceChildren(...(before ? [row("corrupted", before)] : []), row("reconstructed", after));
  at("flag").replaceChildren("For a run: ", element("code", {}, `--corruption "${answer.corruption}"`));
}

function changed() {
  arrange();
  clearTimeout(addressTimer);
  addressTimer = setTimeout(() => {
    const url = new URL(location.href);
    url.search = parameters().toString();
    history.replaceState(history.state, "", url);
  }, 300);
  load();
}

if (place) {
  const given = new URLSearchParams(location.search);
  for (const name of ["dataset", "part", "first"]) if (given.get(name)) at(name).value = given.get(name);
  const trained = place.dataset.trained;
  if (!take(given.get("corruption") ?? "") && trained) take(trained);
  const asTrained = at("as-trained");
  asTrained?.addEventListener("click", () => {
    if (take(trained ?? "")) changed();
    else asTrained.replaceWith(element("span", { class: "quiet" }, "Several corruptions at once have no sliders."));
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", changed);
  arrange();
  load();
}
