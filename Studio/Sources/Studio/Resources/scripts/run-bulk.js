/** Actions on the selected rows of a table: forms that get the rows' ids. */
import { request, root } from "./requests.js";
import { toast } from "./toasts.js";
import { offerUndo } from "./undo.js";

/**
 * @param {string} text
 * @param {number} count
 */
function counted(text, count) {
  return text.replaceAll("{n}", String(count)).replaceAll("{s}", count === 1 ? "" : "s");
}

/**
 * Lets the forms in `bar` act on the selection.
 * @param {HTMLElement} bar
 * @param {() => HTMLTableRowElement[]} selected
 * @param {() => void} changed called after rows were hidden or shown
 */
export function bulkActions(bar, selected, changed) {
  bar.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const rows = selected();
    const ids = rows.map((row) => row.dataset.id ?? "");
    if (ids.length === 0) return;
    const action = form.getAttribute("action") ?? "";
    if (form.method === "get") {
      const url = new URL(action, document.baseURI);
      for (const id of ids) url.searchParams.append(form.dataset.parameter ?? "id", id);
      location.assign(url);
      return;
    }
    for (const menu of bar.querySelectorAll("details.menu[open]")) menu.removeAttribute("open");
    try {
      const body = { ...Object.fromEntries(new FormData(form)), [form.dataset.parameter ?? "ids"]: ids };
      const answer = await request(action, { method: form.dataset.method ?? "POST", body });
      const message = answer?.message ?? counted(form.dataset.message ?? "Done.", ids.length);
      const undo = answer?.undo ? new URL(answer.undo, root) : form.dataset.undo;
      if ("removes" in form.dataset) {
        for (const row of rows) row.dataset.removed = "";
        changed();
        offerUndo(message, undo, () => {
          for (const row of rows) delete row.dataset.removed;
          changed();
        });
      } else {
        offerUndo(message, undo);
        form.dispatchEvent(new CustomEvent("studio:changed", { bubbles: true, detail: answer }));
      }
    } catch (error) {
      toast(error.message, { kind: "bad" });
    }
  });
}
