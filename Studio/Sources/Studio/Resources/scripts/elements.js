/** Making of elements, for scripts of pages: text is always set as text, never as markup. */

const icons = new URL("../icons.svg", import.meta.url);

/**
 * @template {string} Name
 * @typedef {Name extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Name] : HTMLElement} Made
 */

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * Makes an element. An attribute of value true is set empty; false, null and undefined are left out; functions of names
 * such as "onclick" become listeners.
 * @template {string} Name
 * @param {Name} name
 * @param {Record<string, unknown>} [attributes]
 * @param {...Child} children
 * @returns {Made<Name>}
 */
export function element(name, attributes = {}, ...children) {
  const made = /** @type {Made<Name>} */ (document.createElement(name));
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") made.addEventListener(key.slice(2), /** @type {EventListener} */ (value));
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  for (const child of children) if (child !== null && child !== undefined && child !== false) made.append(child);
  return made;
}

/**
 * A button that sends no form.
 * @param {Record<string, unknown>} attributes
 * @param {...Child} children
 */
export function button(attributes, ...children) {
  return element("button", { type: "button", ...attributes }, ...children);
}

/**
 * A button that is only a drawing.
 * @param {string} drawing
 * @param {string} label
 * @param {(() => void) | undefined} action
 * @param {string} [kind] more classes
 */
export function iconButton(drawing, label, action, kind = "") {
  return button({ class: `icon-only ${kind}`.trim(), "aria-label": label, onclick: action }, icon(drawing));
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

/**
 * The cell of an image in a table: a small picture before its number. A picture that cannot be shown is left out.
 * @param {string | URL} src
 * @param {string} words
 */
export function imageCell(src, words) {
  const picture = element("img", { class: "thumbnail in-row", src, alt: "", loading: "lazy", onerror: () => picture.remove() });
  return element("td", { class: "number" }, element("span", { class: "pictured" }, picture, element("span", {}, words)));
}
