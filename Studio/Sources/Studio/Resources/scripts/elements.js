/** Making of elements, for scripts of pages: text is always set as text, never as markup. */

const icons = new URL("../icons.svg", import.meta.url);

/**
 * Makes an element. An attribute of value true is set empty; false, null and undefined are left out; functions of names
 * such as "onclick" become listeners.
 * @param {string} name
 * @param {Record<string, unknown>} [attributes]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") made.addEventListener(key.slice(2), /** @type {EventListener} */ (value));
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  for (const child of children) if (child !== null && child !== undefined && child !== false) made.append(child);
  return made;
}

/**
 * A drawing of icons.svg, hidden from screen readers.
 * @param {string} name
 * @returns {SVGElement}
 */
export function icon(name) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  made.setAttribute("class", "icon");
  made.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${icons}#${name}`);
  made.append(use);
  return made;
}

/**
 * Whether keys typed at this element are text.
 * @param {EventTarget | null} target
 */
export function takesText(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("textarea, select, .CodeMirror")) return true;
  return target instanceof HTMLInputElement && !/^(checkbox|radio|range|button|submit|reset|file|color)$/.test(target.type);
}

let count = 0;

/**
 * The element's id, made where it has none.
 * @param {Element} owner
 */
export function idOf(owner) {
  if (!owner.id) owner.id = `made-${(count += 1)}`;
  return owner.id;
}
