/**
 * Changes with Undo in place of questions.
 *
 * Markup: a form, so that it works without script. Without script the server answers with a redirect.
 *   <form method="post" action="runs/a~b/delete" data-change
 *         data-message="Run a/b was deleted."     the toast's text; the answer's `message` comes first
 *         data-undo="runs/a~b/restore"            POSTed by Undo; the answer's `undo`, below the server's root, comes first;
 *                                                 without either, no Undo
 *         data-removes="tr"                       closest ancestor that is hidden, shown again by Undo
 *         data-method="DELETE"                    where it is not POST
 *         data-then="./">                         page to go to afterwards; Undo is offered there
 *     <input type="hidden" name="…" value="…">    the fields are sent as one JSON object
 *     <button>Delete</button>
 *   </form>
 * Without data-removes and data-then the page is loaded again, unless data-stay is set.
 *
 * The keys Ctrl-Z and Cmd-Z (outside of text) undo the latest change that is still offered.
 *
 * Dispatches on the form (bubbling): "studio:changed" with the answer as detail.
 */
import { takesText } from "./elements.js";
import { request, root } from "./requests.js";
import { toast } from "./toasts.js";

/** @type {(() => void) | undefined} */
let latest;

/**
 * Offers to undo what was just done.
 * @param {string} message
 * @param {string | URL | undefined} url POSTed by Undo
 * @param {() => void} [restored] called once the server has undone it; without it the page is loaded again
 */
export function offerUndo(message, url, restored) {
  if (!url) {
    toast(message);
    return;
  }
  const run = async () => {
    remove();
    latest = undefined;
    try {
      await request(url, { method: "POST" });
      if (restored) restored();
      else location.reload();
      toast("Undone.");
    } catch (error) {
      toast(`Not undone: ${error.message}`, { kind: "bad" });
    }
  };
  const remove = toast(message, { action: { label: "Undo", run } });
  latest = run;
  setTimeout(() => {
    if (latest === run) latest = undefined;
  }, 60_000);
}

/**
 * Offers Undo on the page that is loaded next.
 * @param {string} message
 * @param {string | URL} [url]
 */
export function offerUndoLater(message, url) {
  const address = url && new URL(url, document.baseURI).href;
  sessionStorage.setItem("studio-undo", JSON.stringify({ message, url: address, at: Date.now() }));
}

/** @param {HTMLFormElement} form */
async function change(form) {
  const body = Object.fromEntries(new FormData(form));
  try {
    const answer = await request(form.getAttribute("action") ?? "", { method: form.dataset.method ?? "POST", body });
    const message = answer?.message ?? form.dataset.message ?? "Done.";
    const undo = answer?.undo ? new URL(answer.undo, root) : form.dataset.undo;
    form.dispatchEvent(new CustomEvent("studio:changed", { bubbles: true, detail: answer }));
    const removed = form.dataset.removes ? form.closest(form.dataset.removes) : null;
    if (removed instanceof HTMLElement) {
      removed.hidden = true;
      offerUndo(message, undo, () => (removed.hidden = false));
    } else if ("stay" in form.dataset) {
      offerUndo(message, undo);
    } else {
      offerUndoLater(message, undo);
      if (form.dataset.then) location.assign(form.dataset.then);
      else location.reload();
    }
  } catch (error) {
    toast(error.message, { kind: "bad" });
  }
}

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!("change" in form.dataset) || event.defaultPrevented) return;
  event.preventDefault();
  for (const menu of document.querySelectorAll("details.menu[open]")) menu.removeAttribute("open");
  change(form);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || !latest || takesText(event.target)) return;
  event.preventDefault();
  latest();
});

const waiting = sessionStorage.getItem("studio-undo");
if (waiting) {
  sessionStorage.removeItem("studio-undo");
  const { message, url, at } = JSON.parse(waiting);
  if (Date.now() - at < 30_000) offerUndo(message, url);
}
