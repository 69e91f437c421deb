/**
 * Shortcuts, and the list of them that `?` shows.
 *
 * Markup: <a href="runs/new" data-shortcut="n">New run</a>, on links and buttons: the key presses it. The list says its
 * text, or data-shortcut-name. A button with data-shows-shortcuts opens the list.
 * `/` focuses the first element with data-filter-box.
 */
import { element, iconButton, takesText } from "./elements.js";

/** @type {Map<string, {name: string, run: () => void}>} */
const shortcuts = new Map();

/**
 * Shortcuts that components handle themselves, for the list.
 * @type {Map<string, {keys: string, name: string}[]>}
 */
const notes = new Map();

/**
 * @param {string} key one character
 * @param {string} name what it does
 * @param {() => void} run
 */
export function shortcut(key, name, run) {
  shortcuts.set(key, { name, run });
}

/**
 * Adds keys that work inside a part of the page to the list.
 * @param {string} part
 * @param {{keys: string, name: string}[]} keys
 */
export function describeKeys(part, keys) {
  notes.set(part, keys);
}

/** @param {string} keys */
function drawn(keys) {
  return keys.split(" ").map((key) => element("kbd", {}, key));
}

function showList() {
  const rows = [...shortcuts].map(([key, { name }]) => ({ keys: key, name }));
  const declared = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-shortcut]"));
  for (const owner of declared) {
    rows.push({ keys: owner.dataset.shortcut ?? "", name: owner.dataset.shortcutName ?? owner.textContent?.trim() ?? "" });
  }
  const table = (list) => element("table", { class: "full" }, element("tbody", {}, ...list.map(({ keys, name }) =>
    element("tr", {}, element("td", {}, ...drawn(keys)), element("td", {}, name)))));
  const dialog = element("dialog", { "aria-labelledby": "shortcuts-title", onclose: () => dialog.remove() },
    element("header", {}, element("h2", { id: "shortcuts-title" }, "Keyboard"),
      iconButton("close", "Close", () => dialog.close(), "plain")),
    table(rows),
    ...[...notes].flatMap(([part, list]) => [element("h3", {}, part), table(list)]));
  document.body.append(dialog);
  dialog.showModal();
}

shortcut("/", "Filter", () => {
  const box = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-filter-box]"));
  box?.focus();
  box?.select();
});
shortcut("?", "This list", showList);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || takesText(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const known = shortcuts.get(event.key);
  const declared = /** @type {HTMLElement | null} */ (document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`));
  if (!known && !declared) return;
  event.preventDefault();
  if (known) known.run();
  else declared?.click();
});

document.addEventListener("click", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.closest("[data-shows-shortcuts]")) showList();
  // An open menu closes when something else is clicked.
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(target)) menu.removeAttribute("open");
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.removeAttribute("open");
    menu.querySelector("summary")?.focus();
  }
});
