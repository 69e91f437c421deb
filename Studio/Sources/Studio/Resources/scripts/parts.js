/** What a part of a page needs when it is new: components, forms, tabs, times. For whole pages and for replaced parts. */
import { enhanceForms } from "./forms.js";
import { refreshTimes } from "./relative-time.js";
import { enhanceTabs } from "./tabs.js";

const components = {
  "line-chart": "./chart.js",
  "film-strip": "./film.js",
  "run-table": "./run-table.js",
  "network-editor": "./network-editor.js",
  "folder-browser": "./folder-browser.js",
  "file-upload": "./upload.js",
  "bar-chart": "./bar-chart.js",
  "schedule-chart": "./schedule-chart.js",
  "run-outline": "./run-outline.js",
  "network-shape": "./network-shape.js",
  "run-guide": "./run-guide.js",
  "latent-space": "./latent-space.js",
  "kind-list": "./kind-list.js",
};

/**
 * @param {ParentNode} part
 * @returns {Promise<unknown>} once the scripts of its components have run: they listen then
 */
export function enhance(part) {
  const missing = Object.entries(components).filter(([name]) => part.querySelector(name) && !customElements.get(name));
  // One that cannot be loaded keeps nothing else from working.
  const loaded = Promise.allSettled(missing.map(([, script]) => import(script)));
  enhanceTabs(part);
  enhanceForms(part, loaded);
  refreshTimes(part);
  return loaded;
}
