/**
 * The list of layers of a test: an opened layer is fetched from its page, once.
 *
 * Markup: <ul class="layer-list"><li><details data-source="the layer's page" data-name="encoder.0"><summary>…</summary>
 *   <div class="layer-body">a link to the page</div></details></li> …</ul>
 * The page of a layer has an element with the id "layer", whose content is shown.
 */
import { element, icon } from "./elements.js";
import { enhance } from "./parts.js";

/**
 * The element of a page with an id.
 * @param {string} address
 * @param {string} id
 * @param {AbortSignal} [signal]
 * @returns {Promise<HTMLElement>}
 */
export async function partOfPage(address, id, signal) {
  let response;
  try {
    response = await fetch(address, { headers: { Accept: "text/html" }, signal });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Error("The server does not answer. Is hourglass studio still running?");
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const part = page.getElementById(id);
  if (part) return document.adoptNode(part);
  throw new Error(page.querySelector("main p")?.textContent ?? `The server answered ${response.status}.`);
}

/** @param {string} text */
export function problem(text) {
  return element("p", { class: "notice bad", role: "alert" }, icon("warning"), element("span", {}, text));
}

/** @param {HTMLDetailsElement} layer */
async function fill(layer) {
  const body = layer.querySelector(".layer-body");
  if (!body || layer.dataset.filled) return;
  layer.dataset.filled = "asked";
  body.setAttribute("aria-busy", "true");
  try {
    const part = await partOfPage(layer.dataset.source ?? "", "layer");
    body.replaceChildren(...part.childNodes);
    enhance(body);
  } catch (error) {
    delete layer.dataset.filled;
    body.replaceChildren(problem(/** @type {Error} */ (error).message));
  }
  body.removeAttribute("aria-busy");
}

/**
 * Lets the layers in `part` be opened.
 * @param {ParentNode} part
 * @param {Set<string>} [open] the names of those that are open from the start
 */
export function enhanceLayers(part, open = new Set()) {
  for (const layer of /** @type {NodeListOf<HTMLDetailsElement>} */ (part.querySelectorAll(".layer-list details[data-source]"))) {
    layer.addEventListener("toggle", () => layer.open && fill(layer));
    if (open.has(layer.dataset.name ?? "")) layer.open = true;
  }
}

/**
 * The names of the open layers in `part`.
 * @param {ParentNode} part
 */
export function openLayers(part) {
  const open = /** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll(".layer-list details[data-source][open]"));
  return new Set([...open].map((layer) => layer.dataset.name ?? ""));
}

// A page of layers alone.
if (!document.getElementById("test-result")) enhanceLayers(document);
