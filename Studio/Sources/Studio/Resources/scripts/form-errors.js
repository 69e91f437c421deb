/** Errors of the server at their fields. */
import { element, idOf } from "./elements.js";
import { controlsOf } from "./form-values.js";

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function controlNamed(form, name) {
  const all = controlsOf(form).filter((control) => control.name === name && control.type !== "hidden");
  // Of several, the one that is not in a hidden group.
  return all.find((control) => !control.matches(":disabled")) ?? all[0];
}

/**
 * @param {Element} control
 * @param {string} id
 * @param {boolean} isThere
 */
function describe(control, id, isThere) {
  const ids = new Set((control.getAttribute("aria-describedby") ?? "").split(/\s+/).filter(Boolean));
  if (isThere) ids.add(id);
  else ids.delete(id);
  if (ids.size) control.setAttribute("aria-describedby", [...ids].join(" "));
  else control.removeAttribute("aria-describedby");
}

/**
 * Removes the errors of one field, or of all.
 * @param {HTMLFormElement} form
 * @param {string} [name]
 */
export function clearErrors(form, name) {
  for (const list of form.querySelectorAll("ul.errors[data-for]")) {
    if (name !== undefined && list.getAttribute("data-for") !== name) continue;
    const control = controlNamed(form, list.getAttribute("data-for") ?? "");
    if (control) {
      control.removeAttribute("aria-invalid");
      describe(control, list.id, false);
    }
    list.remove();
  }
  if (name === undefined) form.querySelector(".form-errors")?.replaceChildren();
}

/**
 * Shows errors by field. Those of fields that the form has not come first in the form, in .form-errors. Those of lines
 * (`line 3: …`) are left to an editor with data-lists-lines around the field, which lists them itself.
 * @param {HTMLFormElement} form
 * @param {Record<string, string[]>} errors
 * @param {(name: string) => boolean} [only] which fields' errors to show
 * @returns {HTMLElement | undefined} the first control with an error
 */
export function showErrors(form, errors, only = () => true) {
  const general = [];
  const marked = [];
  for (const [name, messages] of Object.entries(errors)) {
    if (!only(name)) continue;
    const control = controlNamed(form, name);
    if (!control) {
      general.push(...messages.map((message) => (name && name !== "form" ? `${name}: ${message}` : message)));
      continue;
    }
    clearErrors(form, name);
    control.setAttribute("aria-invalid", "true");
    const listsLines = control.closest("[data-lists-lines]") !== null;
    const texts = listsLines ? messages.filter((message) => !/^line \d+: /.test(message)) : messages;
    if (texts.length) {
      const list = element("ul", { class: "errors", "data-for": name }, ...texts.map((text) => element("li", {}, text)));
      (control.closest(".field") ?? control.parentElement)?.append(list);
      describe(control, idOf(list), true);
    }
    for (let group = control.closest("details"); group; group = group.parentElement?.closest("details") ?? null) {
      group.open = true;
    }
    marked.push(control);
  }
  let place = form.querySelector(".form-errors");
  if (!place && general.length) {
    place = element("div", { class: "form-errors", role: "alert" });
    form.prepend(place);
  }
  const list = general.map((text) => element("li", {}, text));
  place?.replaceChildren(...(list.length ? [element("ul", {}, ...list)] : []));
  return marked.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1))[0];
}
