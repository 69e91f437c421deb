/**
 * The explorer of a data set's images: choices act at once, and a picture opens large, with arrow keys to the next.
 */
import { element, icon } from "./elements.js";

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("explorer"));
form?.addEventListener("change", () => form.requestSubmit());

const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("#images a")]);
let shown = 0;
const picture = /** @type {HTMLImageElement} */ (element("img", { class: "pixels", alt: "" }));
const title = element("p", { class: "breakable" });
const size = element("p", { class: "quiet" });
const heading = element("h2", {});
const dialog = /** @type {HTMLDialogElement} */ (element("dialog", { class: "image-dialog", "aria-label": "Image" },
  element("header", {}, heading,
    element("button", { type: "button", class: "icon-only", "aria-label": "Previous image", onclick: () => show(shown - 1) }, icon("previous")),
    element("button", { type: "button", class: "icon-only", "aria-label": "Next image", onclick: () => show(shown + 1) }, icon("next")),
    element("button", { type: "button", class: "plain icon-only", "aria-label": "Close", onclick: () => dialog.close() }, icon("close"))),
  picture, title, size));
document.body.append(dialog);

/** @param {number} index */
function show(index) {
  if (!links[index]) return;
  shown = index;
  const link = links[index];
  heading.textContent = [`Image ${link.dataset.index}`, link.dataset.class].filter(Boolean).join(", ");
  title.textContent = link.dataset.title ?? "";
  size.textContent = "";
  picture.hidden = true;
  load(link);
  if (!dialog.open) dialog.showModal();
}

/**
 * Shows the picture of a link, or why it cannot be read.
 * @param {HTMLAnchorElement} link
 */
async function load(link) {
  const fail = (/** @type {string} */ reason) => {
    if (links[shown] === link) size.textContent = `The image cannot be read: ${reason}`;
  };
  if (link.dataset.problem) {
    fail(link.dataset.problem);
    return;
  }
  try {
    const response = await fetch(link.href);
    const bytes = await response.blob();
    if (links[shown] !== link) return;
    if (!response.ok) fail(`the server answered ${response.status}`);
    else if (bytes.type === "image/svg+xml") {
      const drawing = new DOMParser().parseFromString(await bytes.text(), "image/svg+xml");
      fail(drawing.querySelector("title")?.textContent ?? "");
    } else {
      URL.revokeObjectURL(picture.src);
      picture.src = URL.createObjectURL(bytes);
      picture.alt = link.dataset.title ?? "";
      picture.hidden = false;
    }
  } catch {
    fail("the server does not answer");
  }
}

picture.addEventListener("load", () => {
  size.textContent = `${picture.naturalWidth} × ${picture.naturalHeight} pixels`;
  picture.classList.toggle("pixels", picture.naturalWidth < 256);
});
dialog.addEventListener("keydown", (event) => {
  if (event.key === "ArrowRight") show(shown + 1);
  else if (event.key === "ArrowLeft") show(shown - 1);
  else return;
  event.preventDefault();
});
dialog.addEventListener("close", () => links[shown]?.focus());
links.forEach((link, index) => link.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(index);
}));
