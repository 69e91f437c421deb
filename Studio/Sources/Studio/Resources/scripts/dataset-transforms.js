/**
 * Images of a data set as training would see them: the fields of the section #transforms make the two texts that runs
 * have, augmentation and corruption; the server answers with pictures (`TransformPreview`).
 *
 * The section may be replaced while the page follows events, so nothing is kept of it.
 */
import { element } from "./elements.js";
import { request } from "./requests.js";

let turn = 0;
let timer = 0;

/**
 * @param {string} id
 * @returns {any}
 */
const at = (id) => document.getElementById(id);

/** The notation of the augmentations that are on. */
function augmentation() {
  const fields = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("[data-augmentation]")]);
  const on = fields.filter((field) => field.value.trim() && !(field.type === "number" && Number(field.value) === 0));
  return on.map((field) => `${field.dataset.augmentation}=${field.value.trim()}`).join(" + ") || "none";
}

function corruption() {
  const kind = at("t-corruption").value;
  return kind ? `${kind}=${at("t-amount").value || 0}` : "none";
}

/**
 * @param {string} name
 * @param {string[]} pictures
 */
function row(name, pictures) {
  return element("tr", {}, element("th", { scope: "row" }, name),
    ...pictures.map((picture) => element("td", {}, element("img", { src: picture, alt: name, class: "pixels" }))));
}

async function show() {
  const section = at("transforms");
  if (!section) return;
  const mine = (turn += 1);
  const url = new URL(section.dataset.source, document.baseURI);
  const [augmented, corrupted] = [augmentation(), corruption()];
  url.searchParams.set("augmentation", augmented);
  url.searchParams.set("corruption", corrupted);
  url.searchParams.set("seed", at("t-seed").value || "0");
  try {
    const answer = await request(url);
    if (mine !== turn) return;
    const epochs = /** @type {string[][]} */ (answer.epochs);
    at("transform-table").replaceChildren(element("tbody", {}, row("as they are", answer.originals),
      ...epochs.map((pictures, epoch) => row(`epoch ${epoch + 1}`, pictures)),
      ...(answer.corrupted.length ? [row("corrupted", answer.corrupted)] : [])));
    at("transform-error").hidden = true;
    const flags = [augmented === "none" ? "" : `--augment "${answer.augmentation}"`, corrupted === "none" ? "" : `--corruption "${answer.corruption}"`];
    at("transform-flags").textContent = flags.filter(Boolean).join(" ") || "no flags";
  } catch (error) {
    if (mine !== turn) return;
    at("transform-error").textContent = /** @type {Error} */ (error).message;
    at("transform-error").hidden = false;
  }
}

document.addEventListener("input", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (!target.closest("#transforms")) return;
  if (target.id === "t-corruption") {
    const option = /** @type {HTMLSelectElement} */ (target).selectedOptions[0];
    at("t-amount").value = option.dataset.amount ?? "";
    at("t-amount").disabled = !option.value;
  }
  clearTimeout(timer);
  timer = setTimeout(show, 250);
});
document.addEventListener("submit", (event) => {
  if (/** @type {HTMLElement} */ (event.target).closest("#transforms")) event.preventDefault();
});

// Images that cannot be read are listed further down, with their reasons.
document.addEventListener("error", (event) => {
  const target = event.target;
  if (target instanceof HTMLImageElement) target.closest(".thumbnails li")?.remove();
}, { capture: true });

// Shown once the section is in sight, and again where it was replaced.
const sight = new IntersectionObserver((entries) => {
  if (!entries.some((entry) => entry.isIntersecting)) return;
  sight.disconnect();
  show();
});
function watch() {
  const section = at("transforms");
  if (section && !at("transform-table").rows.length) {
    sight.disconnect();
    sight.observe(section);
  }
}
new MutationObserver(watch).observe(at("data-set"), { childList: true });
watch();
