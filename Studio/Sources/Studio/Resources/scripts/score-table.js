/** The table of scores of the page of scored images, and the buttons that turn its pages. */
import { button, element, icon, imageCell } from "./elements.js";
import { number } from "./numbers.js";

/** @param {string} id @returns {any} */
const at = (id) => document.getElementById(id);

/**
 * @param {any} answer of `scores.json`
 * @param {string} base the address of the scoring, with a slash at its end
 * @param {boolean} hasClasses
 */
export function showTable(answer, base, hasClasses) {
  at("score-table").tHead.replaceChildren(element("tr", {}, element("th", { class: "number" }, "Image"), element("th", {}, "Title"),
    hasClasses && element("th", {}, "Class"), ...answer.metrics.map((/** @type {string} */ name) => element("th", {
      class: "number", "aria-sort": name === answer.metric ? "other" : undefined,
    }, name))));
  at("score-table").tBodies[0].replaceChildren(...answer.rows.map((/** @type {any} */ row) => element("tr", {},
    imageCell(`${base}images/${row.image}.png?side=64`, number(row.image)), element("td", { class: "breakable" }, row.title),
    hasClasses && element("td", {}, row.class_name ?? ""),
    ...row.scores.map((/** @type {number | null} */ score) => element("td", { class: "number" }, number(score))))));
}

/**
 * @param {any} answer of `scores.json`
 * @param {(page: number) => void} turnTo
 */
export function showPages(answer, turnTo) {
  const turner = (/** @type {string} */ drawing, /** @type {string} */ name, /** @type {number} */ page) => button({
    class: "icon-only", "aria-label": name, disabled: page < 1 || page > answer.pages || page === answer.page,
    onclick: () => turnTo(page),
  }, icon(drawing));
  at("score-pages").replaceChildren(turner("first", "First page", 1), turner("previous", "Previous page", answer.page - 1),
    element("span", {}, `Page ${number(answer.page)} of ${number(answer.pages)}, ${number(answer.total)} images`),
    turner("next", "Next page", answer.page + 1), turner("last", "Last page", answer.pages));
}
