/**
 * Buttons that copy text.
 *
 * Markup: <pre id="command">hourglass train …</pre><button type="button" data-copy="command">Copy</button>
 */
import { toast } from "./toasts.js";

document.addEventListener("click", async (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("[data-copy]");
  if (!(button instanceof HTMLElement)) return;
  const source = document.getElementById(button.dataset.copy ?? "");
  try {
    await navigator.clipboard.writeText(source?.textContent?.trim() ?? "");
    toast("Copied.");
  } catch {
    // Without a secure connection there is no clipboard: select it, for Ctrl-C.
    if (source) getSelection()?.selectAllChildren(source);
    toast("Press Ctrl-C to copy what is selected.");
  }
});
