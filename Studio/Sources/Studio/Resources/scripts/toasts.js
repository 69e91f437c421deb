/** Short messages at the corner of the page, announced to screen readers, with an action such as Undo. */
import { button, element, icon, iconButton } from "./elements.js";

/** @type {HTMLElement | undefined} */
let region;

/**
 * @param {string} text
 * @param {{kind?: "bad", action?: {label: string, run: () => void}, seconds?: number}} [options]
 * @returns {() => void} removes it
 */
export function toast(text, options = {}) {
  const { kind, action, seconds = action ? 12 : 6 } = options;
  if (!region) {
    region = element("div", { class: "toasts", role: "region", "aria-label": "Messages", "aria-live": "polite" });
    document.body.append(region);
  }
  let timer = 0;
  const remove = () => {
    clearTimeout(timer);
    shown.remove();
  };
  const start = () => {
    clearTimeout(timer);
    timer = setTimeout(remove, seconds * 1000);
  };
  const run = () => {
    remove();
    action?.run();
  };
  const handlers = {
    onpointerenter: () => clearTimeout(timer),
    onpointerleave: start,
    onfocusin: () => clearTimeout(timer),
    onfocusout: start,
  };
  const shown = element("div", { class: kind ? `toast ${kind}` : "toast", ...handlers },
    kind === "bad" && icon("error"),
    element("span", {}, text),
    action && button({ class: "small", onclick: run }, action.label === "Undo" && icon("undo"), action.label),
    iconButton("close", "Dismiss", remove, "plain small"));
  region.append(shown);
  while (region.children.length > 4) region.firstElementChild?.remove();
  start();
  return remove;
}
