/**
 * The page to sign in: an address like login#TOKEN, which the server prints at its start, signs in at once, also where it
 * is opened on this page. The token is taken out of the address first, so that it stays in no history. Without script the
 * form works as it is.
 */
import { request, root } from "./requests.js";

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("login"));

function signIn() {
  const token = decodeURIComponent(location.hash.slice(1));
  if (!form || !token) return;
  history.replaceState(null, "", location.pathname + location.search);
  const next = new URL(new FormData(form).get("next")?.toString() || ".", root);
  request(form.action, { method: "POST", body: { token } }).then(
    () => location.replace(next.origin === location.origin ? next : root),
    (error) => {
      const errors = form.querySelector(".form-errors");
      if (errors) errors.textContent = error.message;
    },
  );
}

addEventListener("hashchange", signIn);
signIn();
