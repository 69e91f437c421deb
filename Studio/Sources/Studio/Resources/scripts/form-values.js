/** The values of a form as JSON, and which of them differ from their originals. */

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/**
 * The form's named controls.
 * @param {HTMLFormElement} form
 * @returns {Control[]}
 */
export function controlsOf(form) {
  return /** @type {Control[]} */ ([...form.elements]).filter(
    (control) => control.name && /^(INPUT|SELECT|TEXTAREA)$/.test(control.tagName) && control.type !== "file",
  );
}

/** @param {Control} control */
function valueOf(control) {
  if (control instanceof HTMLInputElement && control.type === "checkbox" && !control.hasAttribute("value")) {
    return control.checked;
  }
  if (control instanceof HTMLSelectElement && control.multiple) {
    return [...control.selectedOptions].map((option) => option.value);
  }
  const text = control.value;
  switch (control.dataset.type ?? (control.type === "number" ? "number" : "text")) {
    case "number": return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
    case "json": try { return JSON.parse(text); } catch { return text; }
    default: return text;
  }
}

/**
 * @param {Record<string, any>} object
 * @param {string} name "a.b" is field b of a
 * @param {unknown} value
 */
function put(object, name, value) {
  const keys = name.split(".");
  const last = /** @type {string} */ (keys.pop());
  let inner = object;
  for (const key of keys) inner = inner[key] ??= {};
  inner[last] = value;
}

/**
 * The form as an object. Empty controls are left out, so that the server's defaults hold, unless data-keep-empty is set.
 * A checkbox without a value attribute is true or false; those of one name with values make a list. Numbers are numbers.
 * Controls that are disabled, which those of hidden groups are, are left out.
 * @param {HTMLFormElement} form
 */
export function valuesOf(form) {
  /** @type {Record<string, any>} */
  const values = {};
  /** @type {Map<string, string[]>} */
  const lists = new Map();
  for (const control of controlsOf(form)) {
    if (control.matches(":disabled")) continue;
    if (control instanceof HTMLInputElement) {
      if (control.type === "radio" && !control.checked) continue;
      if (control.type === "checkbox" && control.hasAttribute("value")) {
        const list = lists.get(control.name) ?? [];
        if (control.checked) list.push(control.value);
        lists.set(control.name, list);
        continue;
      }
    }
    const value = valueOf(control);
    if (value === "" && !("keepEmpty" in control.dataset)) continue;
    put(values, control.name, value);
  }
  for (const [name, list] of lists) put(values, name, list);
  return values;
}

/**
 * Whether the control has data-original and another value.
 * @param {Control} control
 */
export function isChanged(control) {
  const original = control.dataset.original;
  if (original === undefined) return false;
  if (control instanceof HTMLInputElement && control.type === "checkbox") return String(control.checked) !== original;
  if (control instanceof HTMLInputElement && control.type === "radio") {
    return control.checked && control.value !== original;
  }
  return control.value !== original;
}
