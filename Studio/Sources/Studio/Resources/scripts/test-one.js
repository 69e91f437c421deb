/**
 * The page of a test on one picture: dropped, pasted, drawn or chosen pictures are shown without loading the page again;
 * the address names the picture. Opened layers stay open from one picture to the next.
 */
import "./drawing-board.js";
import { button, element } from "./elements.js";
import { enhanceLayers, openLayers, partOfPage, problem } from "./layer-list.js";
import { enhance } from "./parts.js";
import { errorOf, parsed, request, root } from "./requests.js";

const perPage = 24;
/** The parameters that name a picture. */
const sources = ["image", "file", "dataset", "part", "index"];
const result = /** @type {HTMLElement} */ (document.getElementById("test-result"));
const pick = /** @type {HTMLFormElement | null} */ (document.getElementById("pick"));
const options = /** @type {HTMLFormElement} */ (document.getElementById("test-options"));
options.querySelector("[data-without-script]")?.remove();

let asking = new AbortController();

/** Loads the layers of the shown picture. */
async function loadLayers(open = new Set()) {
  const card = document.getElementById("layers-card");
  const place = document.getElementById("layers");
  if (!card || !place) return;
  const { signal } = asking;
  place.setAttribute("aria-busy", "true");
  try {
    const part = await partOfPage(card.dataset.source ?? "", "layers", signal);
    if (signal.aborted) return;
    place.replaceWith(part);
    enhanceLayers(part, open);
  } catch (error) {
    if (!signal.aborted) place.replaceChildren(problem(/** @type {Error} */ (error).message));
  }
}

/**
 * Shows what the model makes of the picture that a query names.
 * @param {URLSearchParams} query
 * @param {boolean} isNew whether the address becomes that of the query
 * @param {boolean} isOffered whether nobody asked for it: where it cannot be shown, nothing is said
 */
async function show(query, isNew = true, isOffered = false) {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  const open = openLayers(result);
  const address = new URL(location.href);
  const tab = address.searchParams.get("from");
  address.search = query.toString();
  if (tab) address.searchParams.set("from", tab);
  result.setAttribute("aria-busy", "true");
  try {
    const part = await partOfPage(address.href, "test-result", signal);
    if (signal.aborted || (isOffered && part.querySelector("[role=alert]"))) return;
    result.replaceChildren(...part.childNodes);
    enhance(result);
  } catch (error) {
    if (signal.aborted || isOffered) return;
    result.replaceChildren(problem(/** @type {Error} */ (error).message));
  } finally {
    if (!signal.aborted) result.removeAttribute("aria-busy");
  }
  if (isNew) history.pushState(null, "", address);
  else if (isOffered) history.replaceState(null, "", address);
  await loadLayers(open);
}

/**
 * The query of a picture with the options that are chosen.
 * @param {Record<string, string>} source
 */
function queryOf(source) {
  const query = new URLSearchParams(source);
  for (const [name, value] of new FormData(options)) {
    if (sources.includes(name) || !value) continue;
    if ((name === "corruption" && value === "own") || (name === "seed" && value === "0")) continue;
    if (name === "pixels" && value === "clip") continue;
    query.set(name, String(value));
  }
  return query;
}

/** The picture that the address names. */
function shownSource() {
  const query = new URLSearchParams(location.search);
  return Object.fromEntries(sources.flatMap((name) => (query.has(name) ? [[name, query.get(name) ?? ""]] : [])));
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
async function send(blob, name) {
  const response = await fetch(new URL(`pictures/${encodeURIComponent(name)}`, root), {
    method: "PUT", body: blob, headers: { Accept: "application/json", "Content-Type": "application/octet-stream" },
  });
  const answer = parsed(await response.text());
  if (!response.ok) throw errorOf(answer, response.status, response.statusText);
  return answer;
}

document.addEventListener("studio:uploaded", (event) => {
  const { answer } = /** @type {CustomEvent} */ (event).detail;
  if (answer?.id) show(queryOf({ image: answer.id }));
});

document.addEventListener("studio:drawn", async (event) => {
  try {
    const answer = await send(/** @type {CustomEvent} */ (event).detail.blob, "drawing.png");
    await show(queryOf({ image: answer.id }));
  } catch (error) {
    result.replaceChildren(problem(/** @type {Error} */ (error).message));
  }
});

document.addEventListener("paste", (event) => {
  const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/"));
  const upload = /** @type {any} */ (document.querySelector("file-upload"));
  if (!file || !upload?.send) return;
  event.preventDefault();
  upload.send(file);
});

const byPath = /** @type {HTMLFormElement | null} */ (document.getElementById("by-path"));
byPath?.addEventListener("submit", (event) => {
  event.preventDefault();
  const path = String(new FormData(byPath).get("file") ?? "");
  if (path) show(queryOf({ file: path }));
});

const byAddress = /** @type {HTMLFormElement | null} */ (document.getElementById("by-address"));
byAddress?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const url = String(new FormData(byAddress).get("url") ?? "");
  result.setAttribute("aria-busy", "true");
  try {
    const { id } = await request(new URL("pictures/fetch", root), { method: "POST", body: { url } });
    await show(queryOf({ image: id }));
  } catch (error) {
    result.replaceChildren(problem(/** @type {Error} */ (error).message));
    result.removeAttribute("aria-busy");
  }
});

options.addEventListener("submit", (event) => event.preventDefault());
options.addEventListener("change", () => show(queryOf(shownSource())));
addEventListener("popstate", () => show(new URLSearchParams(location.search), false));

if (pick) {
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement | HTMLSelectElement} */ (pick.elements.namedItem(name));
  const place = /** @type {HTMLElement} */ (document.getElementById("picks"));
  const source = () => ({ dataset: field("dataset").value, part: field("part").value, index: field("index").value || "0" });

  const showPicks = async () => {
    const { dataset, part, index } = source();
    const page = Math.floor(Number(index) / perPage) + 1;
    const isOwn = dataset === result.dataset.own;
    const list = isOwn ? `${result.dataset.run}/images.json` : `datasets/${encodeURIComponent(dataset)}/explore.json`;
    try {
      const { images } = await request(new URL(`${list}?part=${part}&page=${page}&size=${perPage}`, root));
      if (images.length === 0) {
        place.replaceChildren(element("li", { class: "quiet" }, "There are no images in this part."));
        return;
      }
      place.replaceChildren(...images.map((image) => element("li", {}, button(
        {
          class: "thumbnail-button", "aria-pressed": String(String(image.index) === index), "data-index": image.index,
          title: image.title ?? image.class_name ?? `Image ${image.index}`,
          onclick: () => choose(String(image.index)),
        },
        element("img", { src: new URL(`${image.url}?side=64`, root), alt: `Image ${image.index}${image.class_name ? `, ${image.class_name}` : ""}`, loading: "lazy" })))));
    } catch (error) {
      place.replaceChildren(element("li", {}, problem(/** @type {Error} */ (error).message)));
    }
  };

  /** @param {string} index */
  const choose = (index) => {
    field("index").value = index;
    const buttons = /** @type {HTMLElement[]} */ ([...place.querySelectorAll("button")]);
    if (!buttons.some((made) => made.dataset.index === index)) showPicks();
    for (const made of buttons) made.setAttribute("aria-pressed", String(made.dataset.index === index));
    show(queryOf(source()));
  };

  pick.addEventListener("submit", (event) => {
    event.preventDefault();
    choose(source().index);
  });
  field("dataset").addEventListener("change", () => {
    // Every data set has training images; a split of its own has the run alone.
    field("part").value = field("dataset").value === result.dataset.own ? "validation" : "train";
    showPicks();
  });
  field("part").addEventListener("change", showPicks);
  field("index").addEventListener("change", showPicks);
  for (const made of /** @type {NodeListOf<HTMLElement>} */ (pick.querySelectorAll("[data-step]"))) {
    made.addEventListener("click", () => choose(String(Math.max(0, Number(field("index").value) + Number(made.dataset.step)))));
  }
  pick.querySelector("[data-random]")?.addEventListener("click", () => {
    const count = Number(document.getElementById("result")?.dataset.count ?? 1000);
    choose(String(Math.floor(Math.random() * count)));
  });
  const panel = /** @type {HTMLElement | null} */ (pick.closest('[role="tabpanel"]'));
  let isFirst = true;
  const showFirst = () => {
    if (isFirst) showPicks();
    isFirst = false;
  };
  document.addEventListener("studio:tab", (event) => {
    if (/** @type {CustomEvent} */ (event).detail.panel === panel) showFirst();
  });
  // The tab may have been chosen before this script ran.
  if (panel && !panel.hidden && !panel.hasAttribute("data-unchosen")) showFirst();
}

const isEmpty = sources.every((name) => !new URLSearchParams(location.search).get(name));
// Something is there at once, with no file at hand.
if (isEmpty && !document.querySelector("#test-result [role=alert]")) {
  show(queryOf({ dataset: result.dataset.own ?? "", part: "validation", index: "0" }), false, true);
} else loadLayers();
