/**
 * The explorer of a data set's images: choices act at once, and a picture opens large, with arrow keys to the next.
 */
import { element, icon } from "./elements.js";

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("explorer"));
form?.querySelector("[data-without-script]")?.remove();
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
  picture.src = link.href;
  picture.alt = link.dataset.title ?? "";
  if (!dialog.open) dialog.showModal();
}

picture.addEventListener("load", () => {
  size.textContent = `${picture.naturalWidth} × ${picture.naturalHeight} pixels`;
  picture.classList.toggle("pixels", picture.naturalWidth < 256);
});
picture.addEventListener("error", async () => {
  size.textContent = "The image cannot be read.";
  try {
    const answer = await (await fetch(picture.src)).json();
    size.textContent = answer.error?.message ?? size.textContent;
  } catch {
    // The server is away, or the picture came after all.
  }
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
for (const image of document.querySelectorAll("#images img")) {
  image.addEventListener("error", () => {
    image.closest("a")?.classList.add("unreadable");
    image.replaceWith("cannot be read");
  });
}
