/**
 * Times as "3 min ago", kept current; the full time is the tooltip.
 *
 * Markup:
 *   <time datetime="2026-01-31T12:00:00Z" data-relative>31 January 2026, 12:00</time>
 *   <time datetime="…" data-elapsed></time>    the duration since then, counting: "4 min 10 s"
 */
import { duration } from "./numbers.js";

/** @param {number} seconds from now; negative in the future */
export function ago(seconds) {
  if (Math.abs(seconds) < 10) return "now";
  const rounded = duration(seconds < 0 ? -seconds : seconds).split(" ").slice(0, 2).join(" ");
  return seconds < 0 ? `in ${rounded}` : `${rounded} ago`;
}

/** @param {HTMLTimeElement} time */
export function refresh(time) {
  const at = Date.parse(time.dateTime);
  if (Number.isNaN(at)) return;
  const seconds = (Date.now() - at) / 1000;
  const text = time.hasAttribute("data-elapsed") ? duration(seconds) : ago(seconds);
  if (time.textContent !== text) time.textContent = text;
  if (time.dataset.titled !== time.dateTime) {
    time.title = new Date(at).toLocaleString();
    time.dataset.titled = time.dateTime;
  }
}

/** @param {ParentNode} part */
export function refreshTimes(part) {
  const times = part.querySelectorAll("time[data-relative], time[data-elapsed]");
  for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (times)) refresh(time);
}

setInterval(() => !document.hidden && refreshTimes(document), 20_000);
setInterval(() => {
  if (document.hidden) return;
  const times = document.querySelectorAll("time[data-elapsed]");
  for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (times)) refresh(time);
}, 1000);
document.addEventListener("visibilitychange", () => !document.hidden && refreshTimes(document));
