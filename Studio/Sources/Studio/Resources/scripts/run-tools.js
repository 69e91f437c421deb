/** What is above a table of runs: the filter, the count, groups, columns. */
import { element, icon } from "./elements.js";

/**
 * @param {{
 *   heads: HTMLTableCellElement[], state: {filter: string, group: string}, count: HTMLElement, chooser: HTMLElement,
 *   set: (key: "filter" | "group", value: string) => void, leave: () => void
 * }} parts `heads`: the columns that rows can be grouped by; `leave`: the focus goes from the filter to the first row
 */
export function tableTools({ heads, state, count, chooser, set, leave }) {
  const box = element("input", {
    type: "search", placeholder: "Filter: words, tag:x, status:done, psnr>20", "aria-label": "Filter",
    "data-filter-box": true, autocomplete: "off", spellcheck: "false",
  });
  let typing = 0;
  box.value = state.filter;
  box.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => set("filter", box.value), 80);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") leave();
  });
  const groups = element("select", { "aria-label": "Group by" }, element("option", { value: "" }, "No groups"));
  for (const head of heads) {
    groups.append(element("option", { value: head.dataset.column }, `By ${head.textContent?.trim().toLowerCase()}`));
  }
  groups.value = state.group;
  groups.hidden = heads.length === 0;
  groups.addEventListener("change", () => set("group", groups.value));
  return element("div", { class: "table-tools" },
    element("div", { class: "search" }, icon("search"), box), count, element("span", { class: "spacer" }), groups, chooser);
}
