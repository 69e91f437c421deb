/**
 * The page of the scores of many images: one threshold for the histogram, the ROC curve, the counts and the rows of pictures.
 * The address holds what is looked at: ?metric=…&label=…&threshold=…&side=…&rows=…&count=…&page=…
 */
import { element } from "./elements.js";
import { listen } from "./events.js";
import { number } from "./numbers.js";
import { showRows } from "./picture-rows.js";
import { request, RequestError } from "./requests.js";
import "./roc-curve.js";
import "./score-histogram.js";
import { short } from "./score-axis.js";
import { showPages, showTable } from "./score-table.js";

const scores = /** @type {HTMLElement} */ (document.getElementById("scores"));
const base = scores.dataset.base ?? "";
const hasCurve = "hasCurve" in scores.dataset;

/** @param {string} id @returns {any} */
const at = (id) => document.getElementById(id);

const choice = /** @type {HTMLFormElement} */ (at("score-choice"));
const given = new URLSearchParams(location.search);

/** What is looked at, as the address has it. */
const state = {
  metric: given.get("metric") ?? "", label: given.get("label") ?? "", threshold: given.get("threshold") ?? "",
  side: given.get("side") ?? "all", rows: given.get("rows") ?? "overall", count: given.get("count") ?? "8",
  page: given.get("page") ?? "1", best: given.get("best") ?? "",
};
const metrics = /** @type {HTMLSelectElement} */ (choice.elements.namedItem("metric"));
if (![...metrics.options].some(({ value }) => value === state.metric)) state.metric = metrics.value;
metrics.value = state.metric;
const labels = /** @type {HTMLSelectElement | null} */ (choice.elements.namedItem("label"));
if (labels) labels.value = state.label;
at("side").value = state.side;
if (at("rows")) at("rows").value = state.rows;
at("count").value = state.count;
at("best-first").checked = state.best === "true";

/** @type {Map<string, any>} */
const curves = new Map();
let turn = 0;
let timer = 0;
let addressTimer = 0;
let hasSuggested = state.threshold !== "";

/** @param {string[]} names */
function query(...names) {
  const wanted = new URLSearchParams();
  for (const name of names) {
    const value = state[/** @type {keyof typeof state} */ (name)];
    if (value !== "") wanted.set(name, value);
  }
  return wanted.toString();
}

/** Writes what is looked at into the address, which browsers allow only now and then. */
function remember() {
  clearTimeout(addressTimer);
  addressTimer = setTimeout(() => {
    const url = new URL(location.href);
    const usual = { metric: metrics.options[0]?.value, side: "all", rows: "overall", count: "8", page: "1" };
    for (const [name, value] of Object.entries(state)) {
      if (value === "" || usual[/** @type {keyof typeof usual} */ (name)] === value) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    history.replaceState(history.state, "", url);
  }, 300);
}

/** @param {number} [wait] milliseconds */
function later(wait = 60) {
  clearTimeout(timer);
  timer = setTimeout(load, wait);
}

async function load() {
  const mine = (turn += 1);
  try {
    const ranking = await request(`${base}ranking.json?${query("metric", "label", "threshold", "side", "rows", "count")}`);
    if (mine !== turn) return;
    show(ranking);
  } catch (error) {
    if (mine !== turn || error instanceof DOMException) return;
    at("share").textContent = /** @type {Error} */ (error).message;
  }
}

/** @param {any} ranking */
function show(ranking) {
  if (ranking.images === 0 && scores.hidden) return;
  scores.hidden = false;
  const threshold = state.threshold === "" ? null : Number(state.threshold);
  const curve = curves.get(state.metric);
  at("histogram").show({
    title: ranking.title, threshold, largerIsBetter: ranking.larger_is_better,
    ...(curve && state.label === ""
      ? { edges: curve.edges, series: [{ name: "normal", counts: curve.normal_histogram }, { name: "anomalous", counts: curve.anomalous_histogram }] }
      : { edges: ranking.histogram.edges, series: [{ name: "", counts: ranking.histogram.counts }] }),
  });
  showThreshold(ranking);
  showRows(at("picture-rows"), ranking.rows, base, scores.dataset.map ?? "difference", scores.dataset.test);
  if (ranking.rows_left_out) {
    at("picture-rows").append(element("p", { class: "quiet" }, `${number(ranking.rows_left_out)} more classes are left out.`));
  }
  showClasses(ranking.classes);
  offerClasses(ranking.classes);
}

/**
 * Offers the classes that have been found since the page was made.
 * @param {any[]} classes
 */
function offerClasses(classes) {
  if (!labels || labels.options.length === classes.length + 1) return;
  labels.replaceChildren(element("option", { value: "" }, "all"), ...classes.map((entry) =>
    element("option", { value: entry.label }, `${entry.name} (${number(entry.images)})${entry.normal ? " normal" : ""}`)));
  labels.value = state.label;
}

/** @param {any} ranking */
function showThreshold(ranking) {
  const input = at("threshold");
  if (document.activeElement !== input) input.value = state.threshold === "" ? "" : Number(Number(state.threshold).toPrecision(6));
  at("no-threshold").hidden = state.threshold === "";
  const share = ranking.images ? ` (${percent(ranking.beyond, ranking.images)})` : "";
  const side = ranking.larger_is_better ? "or less" : "or more";
  const bad = ranking.not_finite ? ` ${number(ranking.not_finite)} scores are not numbers.` : "";
  at("share").textContent = (state.threshold === ""
    ? `${number(ranking.images)} images, median ${number(ranking.median)}. Drag the line, or use its arrow keys, to divide them.`
    : `${number(ranking.beyond)} of ${number(ranking.images)} images${share} have ${short(Number(state.threshold))} ${side}.`) + bad;
}

/**
 * 6.0%, with one digit after the point.
 * @param {number} part
 * @param {number} whole
 */
function percent(part, whole) {
  if (!whole) return "–";
  const share = (100 * part) / whole;
  return part > 0 && share < 0.05 ? "less than 0.1%" : `${share.toFixed(1)}%`;
}

/** @param {any[]} classes */
function showClasses(classes) {
  const body = at("class-table")?.querySelector("tbody");
  if (!body) return;
  body.replaceChildren(...classes.map((entry) => element("tr", {},
    element("th", { scope: "row" }, entry.name, entry.normal && element("span", { class: "tag" }, "normal")),
    ...[entry.images, entry.mean, entry.median, entry.worst].map((value) => element("td", { class: "number" }, number(value))),
    element("td", { class: "number" }, `${number(entry.beyond)} (${percent(entry.beyond, entry.images)})`))));
}

// Anomalies

async function loadCurves() {
  const body = at("curves").querySelector("tbody");
  const names = [...metrics.options].map(({ value, text }) => ({ value, text }));
  const rows = await Promise.all(names.map(async ({ value, text }) => {
    try {
      const curve = await request(`${base}curve.json?metric=${value}`);
      curves.set(value, curve);
      return element("tr", {}, element("th", { scope: "row" }, text),
        ...[curve.auroc.toFixed(4), curve.average_precision.toFixed(4), number(curve.threshold), `${(100 * curve.detection_rate).toFixed(1)}%`]
          .map((figure) => element("td", { class: "number" }, figure)));
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      at("curve-problem").textContent = error.message;
      at("curve-problem").hidden = false;
      return null;
    }
  }));
  body.replaceChildren(...rows.filter((row) => row !== null));
}

/** Shows the curve of the metric, with the suggested threshold where none is chosen. */
function showCurve() {
  const curve = curves.get(state.metric);
  if (curve) at("roc").show(curve);
  const suggested = curve?.threshold ?? (metrics.selectedOptions[0]?.dataset.reference || null);
  if (!hasSuggested && suggested !== null) {
    hasSuggested = true;
    state.threshold = String(Number(Number(suggested).toPrecision(9)));
  }
  if (curve) showCounts();
}

let countTurn = 0;
async function showCounts() {
  if (!hasCurve) return;
  at("roc").threshold = state.threshold === "" ? null : Number(state.threshold);
  const mine = (countTurn += 1);
  if (state.threshold === "") return;
  const counts = await request(`${base}counts.json?${query("metric", "threshold")}`).catch(() => null);
  if (!counts || mine !== countTurn) return;
  const row = (/** @type {string} */ name, /** @type {number[]} */ values) => element("tr", {}, element("th", { scope: "row" }, name),
    ...values.map((value) => element("td", { class: "number" }, number(value))));
  at("confusion").querySelector("tbody").replaceChildren(
    row("normal", [counts.true_negatives, counts.false_positives]), row("anomalous", [counts.false_negatives, counts.true_positives]));
  const share = (/** @type {number} */ part, /** @type {number} */ other) => percent(part, part + other);
  at("rates").textContent = `Found: ${share(counts.true_positives, counts.false_negatives)} of the anomalous. `
    + `False alarms: ${share(counts.false_positives, counts.true_negatives)} of the normal. `
    + `Of those called anomalous, ${share(counts.true_positives, counts.false_positives)} are.`;
}

// The table

async function loadTable() {
  const answer = await request(`${base}scores.json?${query("metric", "label", "page", "best")}`).catch(() => null);
  if (!answer) return;
  showTable(answer, base, labels !== null);
  showPages(answer, (page) => {
    state.page = String(page);
    remember();
    loadTable();
  });
}

/** @param {string} value */
function chooseThreshold(value) {
  state.threshold = value;
  hasSuggested = true;
  at("histogram").threshold = value === "" ? null : Number(value);
  remember();
  later();
  showCounts();
}

scores.addEventListener("studio:threshold", (event) => {
  const { value } = /** @type {CustomEvent} */ (event).detail;
  chooseThreshold(value === null ? "" : String(value));
});
at("threshold").addEventListener("input", () => {
  const text = at("threshold").value.trim();
  if (text === "" || Number.isFinite(Number(text))) chooseThreshold(text);
});
at("no-threshold").addEventListener("click", () => {
  chooseThreshold("");
  at("threshold").focus();
});
choice.addEventListener("submit", (event) => event.preventDefault());
choice.addEventListener("change", () => {
  const before = state.metric;
  state.metric = metrics.value;
  state.label = labels?.value ?? "";
  state.page = "1";
  if (before !== state.metric) {
    state.threshold = "";
    hasSuggested = false;
    showCurve();
  }
  remember();
  load();
  loadTable();
});
for (const name of /** @type {const} */ (["side", "rows", "count"])) {
  at(name)?.addEventListener("change", () => {
    state[name] = at(name).value;
    remember();
    load();
  });
}
at("best-first").addEventListener("change", () => {
  state.best = at("best-first").checked ? "true" : "";
  state.page = "1";
  remember();
  loadTable();
});

async function loadAll() {
  // Before the end one of both kinds may have no images yet.
  if (hasCurve && (isOver || !("active" in scores.dataset))) await loadCurves();
  showCurve();
  await Promise.all([load(), loadTable()]);
}

// While images are scored the page shows those that are done, all at the end.
let lastLoad = 0;
let loadTimer = 0;
let isOver = false;
for (const topic of (scores.dataset.topic ?? "").split(/\s+/).filter(Boolean)) {
  listen(topic, (value) => {
    isOver = value?.status !== "running" && value?.status !== "queued";
    clearTimeout(loadTimer);
    loadTimer = setTimeout(() => {
      lastLoad = performance.now();
      if (isOver) loadAll();
      else load();
    }, isOver ? 100 : Math.max(0, lastLoad + 4000 - performance.now()));
  });
}
scores.hidden = true;
loadAll();
