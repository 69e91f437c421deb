/** Tells parts of a page that some runs have changed. */
import { listen } from "./events.js";

/**
 * Calls `action` after rows of some runs have changed, at most once in three seconds.
 * @param {string} query the runs, as in an address: "run=a~b&run=c"
 * @param {() => void} action
 * @param {AbortSignal} signal
 */
export function followRuns(query, action, signal) {
  const ids = new Set(new URLSearchParams(query).getAll("run"));
  let timer = 0;
  listen("runs", (row) => {
    if (timer || !ids.has(row?.id)) return;
    timer = setTimeout(() => {
      timer = 0;
      action();
    }, 3000);
  }, signal);
  signal.addEventListener("abort", () => clearTimeout(timer));
}
