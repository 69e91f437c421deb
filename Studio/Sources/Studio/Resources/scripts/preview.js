/**
 * Parts of a form's page that the server draws from the form's values: thumbnails of a folder, an example of resizing.
 *
 * Markup: inside the form (or with data-form="id"):
 *   <section data-preview="datasets/preview" data-with="folder resize.mode resize.width" aria-live="polite">…</section>
 * 500 ms after one of the controls of these names has changed (any, without data-with), and once at first if the first of
 * them is not empty, the form's values (form-values.js) are POSTed as JSON with `Accept: text/html`. The answer is a part
 * of a page without <html>, which replaces the content. Errors are shown as the server words them.
 */
import { element, icon } from "./elements.js";
import { valuesOf } from "./form-values.js";
import { follow } from "./live.js";
import { enhance as enhancePart } from "./parts.js";
import { errorOf, parsed } from "./requests.js";

/** @param {HTMLElement} place */
function enhance(place) {
  const form = /** @type {HTMLFormElement | null} */ (
    place.dataset.form ? document.getElementById(place.dataset.form) : place.closest("form")
  );
  if (!form) return;
  const names = (place.dataset.with ?? "").split(/\s+/).filter(Boolean);
  let timer = 0;
  /** @type {AbortController | undefined} */
  let asking;

  const draw = async () => {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    place.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(place.dataset.preview ?? "", {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "text/html" },
        body: JSON.stringify(valuesOf(form)),
        signal,
      });
      const text = await response.text();
      if (!response.ok) throw errorOf(parsed(text), response.status, response.statusText);
      const page = new DOMParser().parseFromString(text, "text/html");
      place.replaceChildren(...page.body.childNodes);
      enhancePart(place);
      follow(place);
    } catch (error) {
      if (signal.aborted) return;
      place.replaceChildren(element("p", { class: "notice warn" }, icon("warning"), element("span", {}, error.message)));
    }
    place.removeAttribute("aria-busy");
  };

  form.addEventListener("input", (event) => {
    const name = /** @type {HTMLInputElement} */ (event.target).name;
    if (names.length && !names.includes(name)) return;
    clearTimeout(timer);
    timer = setTimeout(draw, 500);
  });
  const first = names[0] && form.elements.namedItem(names[0]);
  if (first && "value" in first && first.value !== "") draw();
}

for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-preview]"))) enhance(place);
