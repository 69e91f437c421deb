/**
 * Forms sent as JSON, with errors at their fields.
 *
 * Markup:
 *   <form method="post" action="runs" data-json
 *         data-check="runs/check"       optional: the values are POSTed there 400 ms after a change; answers
 *                                       {"errors": {…}} with any status, and anything else for "studio:checked"
 *         data-then="runs/{id}"         optional: page to go to, with fields of the answer in braces; where it is
 *                                       missing, the answer's "url" from the server's root, else the page is loaded
 *                                       again; data-stay stays
 *         data-draft                    optional: what was typed is there again after a reload (drafts.js)
 *         data-autosave>                optional, with data-stay: sent 800 ms after the last change, without a message
 *     <div class="field">
 *       <label for="rate">Learning rate <span class="unit">1/step</span></label>
 *       <input id="rate" name="training.learning_rate" type="number" step="any" placeholder="0.001"
 *              data-original="0.01"     optional: marked "changed" where the value is another ("true" or "false" for
 *                                       a checkbox without value)
 *              aria-describedby="rate-help">
 *       <p class="help" id="rate-help">…</p>
 *     </div>                            errors are added here as <ul class="errors">
 *     <fieldset data-shown-when="source=folder">…</fieldset>   shown where the control "source" has this value;
 *         "a=x|y" one of several; "a" checked or not empty; "!a"; "a=x b=y" both. Controls of hidden groups are disabled.
 *     <button class="primary" disabled data-until-ready>Start</button>   data-until-ready: enabled once the script runs, for
 *                                                    forms that a browser cannot send by itself
 *   </form>
 * How values become JSON: form-values.js (dots in names make objects; empty controls are left out: their placeholder is
 * the default; data-type="number|json|text").
 *
 * Dispatches on the form (bubbling): "studio:checked" {values, answer} after each check; "studio:saved" with the answer.
 * Ctrl-Enter in a field sends the form.
 */
import { keepDraft } from "./drafts.js";
import { clearErrors, showErrors } from "./form-errors.js";
import { controlsOf, isChanged, valuesOf } from "./form-values.js";
import { request, RequestError, root } from "./requests.js";
import { toast } from "./toasts.js";

/**
 * @param {HTMLFormElement} form
 * @param {string} condition
 */
function holds(form, condition) {
  return condition.trim().split(/\s+/).every((term) => {
    if (term.startsWith("!")) return !holds(form, term.slice(1));
    const [name, wanted] = term.split("=");
    const controls = controlsOf(form).filter((control) => control.name === name && !control.matches(":disabled"));
    const values = controls.flatMap((control) => {
      const isChoice = control instanceof HTMLInputElement && /^(radio|checkbox)$/.test(control.type);
      return isChoice && !control.checked ? [] : [control.value];
    });
    if (wanted === undefined) return values.some((value) => value !== "");
    return wanted.split("|").some((value) => values.includes(value));
  });
}

/** @param {HTMLFormElement} form */
function arrange(form) {
  // A group may depend on a control of another group, so the order of the document decides.
  for (const group of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-shown-when]"))) {
    const isShown = holds(form, group.dataset.shownWhen ?? "");
    group.hidden = !isShown;
    if (group instanceof HTMLFieldSetElement) group.disabled = !isShown;
    else {
      const inside = /** @type {NodeListOf<HTMLInputElement>} */ (group.querySelectorAll("input, select, textarea, button"));
      for (const control of inside) control.disabled = !isShown;
    }
  }
  for (const control of controlsOf(form)) {
    if (control.dataset.original === undefined) continue;
    if (control instanceof HTMLInputElement && control.type === "radio" && !control.checked) continue;
    control.closest(".field")?.classList.toggle("changed", isChanged(control));
  }
}

/**
 * Takes the control's value as its original.
 * @param {import("./form-values.js").Control} control
 */
function settle(control) {
  if (control.dataset.original === undefined) return;
  const isBox = control instanceof HTMLInputElement && control.type === "checkbox";
  control.dataset.original = isBox ? String(control.checked) : control.value;
}

/**
 * @param {string} pattern
 * @param {any} answer
 */
function filled(pattern, answer) {
  return pattern.replace(/\{(\w+)\}/g, (_, key) => encodeURIComponent(answer?.[key] ?? ""));
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} button
 */
async function send(form, button) {
  if (form.dataset.sending) return;
  form.dataset.sending = "";
  if (button instanceof HTMLButtonElement) button.setAttribute("aria-disabled", "true");
  clearErrors(form);
  const values = valuesOf(form);
  if (button instanceof HTMLButtonElement && button.name) values[button.name] = button.value;
  try {
    const answer = await request(form.getAttribute("action") ?? "", { method: form.dataset.method ?? "POST", body: values });
    form.dispatchEvent(new CustomEvent("studio:saved", { bubbles: true, detail: answer }));
    if ("stay" in form.dataset) {
      for (const control of controlsOf(form)) settle(control);
      arrange(form);
      if (!("autosave" in form.dataset)) toast(answer?.message ?? "Saved.");
      return;
    }
    const next = form.dataset.then ? filled(form.dataset.then, answer) : answer?.url && new URL(answer.url, root);
    if (next) location.assign(next);
    else location.reload();
  } catch (error) {
    const errors = error instanceof RequestError && error.fields ? error.fields : { form: [error.message] };
    const first = showErrors(form, errors) ?? form.querySelector(".form-errors");
    if (first instanceof HTMLElement) {
      if (!first.matches("input, select, textarea")) first.tabIndex = -1;
      first.focus();
    }
  } finally {
    delete form.dataset.sending;
    button?.removeAttribute("aria-disabled");
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {Promise<unknown>} loaded
 */
function enhance(form, loaded) {
  const touched = new Set();
  let timer = 0;
  /** @type {AbortController | undefined} */
  let asking;

  const check = async () => {
    asking?.abort();
    asking = new AbortController();
    const values = valuesOf(form);
    let answer;
    try {
      answer = await request(form.dataset.check ?? "", { method: "POST", body: values, signal: asking.signal });
    } catch (error) {
      if (!(error instanceof RequestError)) return;
      answer = { errors: error.fields ?? {} };
    }
    // Only fields that the person has been at: an untouched form is not full of complaints.
    const errors = answer?.errors ?? {};
    for (const name of touched) if (!errors[name]) clearErrors(form, name);
    const names = new Set(controlsOf(form).map((control) => control.name));
    showErrors(form, errors, (name) => touched.has(name) || (touched.size > 0 && !names.has(name)));
    form.dispatchEvent(new CustomEvent("studio:checked", { bubbles: true, detail: { values, answer } }));
  };

  for (const waiting of /** @type {NodeListOf<HTMLButtonElement>} */ (form.querySelectorAll("[data-until-ready]"))) waiting.disabled = false;
  form.noValidate = true;
  form.addEventListener("input", (event) => {
    const name = /** @type {HTMLInputElement} */ (event.target).name;
    if (name) touched.add(name);
    arrange(form);
    if ("autosave" in form.dataset) {
      clearTimeout(timer);
      timer = setTimeout(() => form.requestSubmit(), 800);
    }
    if (!form.dataset.check) {
      if (name) clearErrors(form, name);
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(check, 400);
  });
  form.addEventListener("reset", () => setTimeout(() => arrange(form)));
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    clearTimeout(timer);
    asking?.abort();
    send(form, event.submitter);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  arrange(form);
  // Who listens to its events is to hear the first.
  const all = Promise.all([loaded, scriptsRun]);
  const ready = "draft" in form.dataset ? keepDraft(form, all) : all;
  if (form.dataset.check) ready.then(check);
}

/** Settled once all scripts of the page have run. */
const scriptsRun = new Promise((done) => {
  if (document.readyState === "complete") done(null);
  document.addEventListener("DOMContentLoaded", () => done(null));
  window.addEventListener("load", () => done(null));
});

const enhanced = new WeakSet();

/**
 * @param {ParentNode} part
 * @param {Promise<unknown>} loaded settled once the components of the part are there, which the first check is for too
 */
export function enhanceForms(part, loaded) {
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (part.querySelectorAll("form[data-json]"))) {
    if (enhanced.has(form)) continue;
    enhanced.add(form);
    enhance(form, loaded);
  }
}
