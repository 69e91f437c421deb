/**
 * The choice of light, dark or the system's preference.
 *
 * Markup: <button data-theme-choice class="plain icon-only"></button>; its icon and label are set here. The choice is
 * kept in localStorage ("studio-theme") and as `data-theme` on <html>; theme-first.js sets it before the page is drawn.
 *
 * Dispatches on document: "studio:theme" after each change, the system's included; charts draw themselves again.
 */
import { icon } from "./elements.js";

const choices = ["system", "light", "dark"];

function chosen() {
  return document.documentElement.dataset.theme ?? "system";
}

/** @param {string} choice */
function choose(choice) {
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  try {
    localStorage.setItem("studio-theme", choice);
  } catch {
    // Storage is switched off: the choice holds for this page.
  }
  document.dispatchEvent(new CustomEvent("studio:theme"));
}

/** @param {HTMLElement} button */
function show(button) {
  const label = `Theme: ${chosen()}`;
  button.replaceChildren(icon(chosen()));
  button.setAttribute("aria-label", label);
  button.title = label;
}

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-theme-choice]"))) {
  show(button);
  button.addEventListener("click", () => {
    choose(choices[(choices.indexOf(chosen()) + 1) % choices.length]);
    show(button);
  });
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  document.dispatchEvent(new CustomEvent("studio:theme"));
});
