/**
 * The entry of every page: <script type="module" src="{{root}}assets/scripts/studio.js"></script>. The small parts are
 * always there; components are loaded where the page has their element.
 */
import "./theme.js";
import "./keyboard.js";
import "./relative-time.js";
import "./undo.js";
import "./tabs.js";
import "./copy.js";
import "./forms.js";
import "./preview.js";
import "./live.js";

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
};

for (const [name, script] of Object.entries(components)) {
  if (document.querySelector(name)) import(script);
}
