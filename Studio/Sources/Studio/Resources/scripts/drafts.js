/**
 * What a person has typed into a form and not sent, kept for this tab: a reload, or the way back, shows it again.
 *
 * Markup: <form data-json data-draft>
 * A visit by a link begins with the form as the server gives it.
 */
import { controlsOf } from "./form-values.js";

/** @typedef {import("./form-values.js").Control} Control */
/** @typedef {{name: string, place: number, value: string, isChecked: boolean}} Entry */

/**
 * The controls that people fill, each with its place among those of its name. Hidden fields of tabs follow the tabs.
 * @param {HTMLFormElement} form
 * @returns {{control: Control, name: string, place: number}[]}
 */
function filled(form) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  return controlsOf(form).flatMap((control) => {
    const { name } = control;
    const place = counts.get(name) ?? 0;
    counts.set(name, place + 1);
    const isOfTabs = control.type === "hidden" && form.querySelector(`[data-input="${CSS.escape(name)}"]`) !== null;
    return isOfTabs ? [] : [{ control, name, place }];
  });
}

/** @param {Control} control */
const isChoice = (control) => control instanceof HTMLInputElement && /^(radio|checkbox)$/.test(control.type);

/**
 * @param {HTMLFormElement} form
 * @param {Entry[]} entries
 * @returns {Control[]} those that were changed
 */
function put(form, entries) {
  const known = new Map(entries.map((entry) => [`${entry.name} ${entry.place}`, entry]));
  return filled(form).flatMap(({ control, name, place }) => {
    const entry = known.get(`${name} ${place}`);
    if (!entry) return [];
    if (isChoice(control)) {
      const box = /** @type {HTMLInputElement} */ (control);
      if (box.checked === entry.isChecked || box.value !== entry.value) return [];
      box.checked = entry.isChecked;
      return [control];
    }
    if (control.value === entry.value) return [];
    const isOffered = !(control instanceof HTMLSelectElement) || [...control.options].some(({ value }) => value === entry.value);
    if (!isOffered) return [];
    control.value = entry.value;
    return [control];
  });
}

/**
 * Fills the form from the draft of an earlier look at this page, and keeps what is typed from here on.
 * @param {HTMLFormElement} form
 * @param {Promise<unknown>} loaded settled once the components in the form are there
 * @returns {Promise<void>} settled after `loaded`, once all have heard of what was filled in
 */
export async function keepDraft(form, loaded) {
  const address = new URL(location.href);
  address.searchParams.delete("tab");
  const key = `draft ${address.pathname}${address.search}`;
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  const isAgain = visit?.type === "reload" || visit?.type === "back_forward";
  const text = isAgain ? sessionStorage.getItem(key) : null;
  if (!isAgain) sessionStorage.removeItem(key);
  let isChanged = text !== null;
  form.addEventListener("input", () => (isChanged = true));
  form.addEventListener("studio:saved", () => {
    isChanged = false;
    sessionStorage.removeItem(key);
  });
  window.addEventListener("pagehide", () => {
    if (!isChanged) return;
    const entries = filled(form).map(({ control, name, place }) => (
      { name, place, value: control.value, isChecked: isChoice(control) && /** @type {HTMLInputElement} */ (control).checked }));
    sessionStorage.setItem(key, JSON.stringify(entries));
  });
  /** @type {Entry[]} */
  const entries = text === null ? [] : JSON.parse(text);
  // Components read their fields when they begin; scripts of the page may choose values of their own until all have run.
  const changed = new Set(put(form, entries));
  await loaded;
  for (const control of put(form, entries)) changed.add(control);
  for (const control of changed) control.dispatchEvent(new Event("input", { bubbles: true }));
}
