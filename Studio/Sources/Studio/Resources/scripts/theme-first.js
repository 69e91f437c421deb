// Loaded in <head> without `type="module"`, before the style sheet, so that a page is never drawn in the other theme, and
// what scripts take away or bring (data-without-script, data-with-script, data-unchosen) does not flicker.
{
  document.documentElement.classList.add("scripted");
  try {
    const chosen = localStorage.getItem("studio-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage is switched off: the system's preference holds.
  }
}
