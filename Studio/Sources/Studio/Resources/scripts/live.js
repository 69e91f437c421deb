/**
 * Parts of a page that follow the event stream.
 *
 * Markup, values: in an element with data-topic, elements with data-live show the field of that name of each event
 * (dots for fields of fields). An event without the field changes nothing.
 *   <tr data-topic="job:7">
 *     <span class="badge queued" data-live="status">…</span>     class, icon and word become the status
 *     <progress max="1" value="0.2" data-live="progress"></progress>   null: indeterminate
 *     <time data-live="finished" data-relative></time>            ISO 8601
 *     <img src="…" data-live="picture" alt="…">                   URL below the server's root
 *     <span data-live="loss" data-format="number|percent|duration|bytes"></span>
 *     <a data-live="link" href="…">, <input data-live="name">     href, value (unless focused)
 *     <section data-live="error" data-live-shown hidden>          shown where the field is truthy
 *   With data-live-match="id=7", only events whose field "id" is 7 count (one topic for many rows).
 *
 * Markup, parts: an element with an id and data-refresh="topic topic" is replaced by the element of the same id of the
 * page's address (or of data-refresh-from), at once and then at most once in two seconds, and not while a person types in
 * it, until that element has no data-refresh. Parts that follow one event take one answer.
 *
 * When events were missed ("studio:reset", events.js), all of these take what the page's address says now.
 *
 * Markup, log: <pre class="log" data-topic="log:7" data-live-log></pre> appends the event's field "text" (the end of at
 * most 200,000 characters is kept) and follows it while scrolled to the end. With data-source="…/log" the text there
 * comes first.
 */
import { icon, takesText } from "./elements.js";
import { listen } from "./events.js";
import { formatted } from "./numbers.js";
import { enhance } from "./parts.js";
import { refresh } from "./relative-time.js";
import { root } from "./requests.js";
import { toast } from "./toasts.js";

const logLimit = 200_000;

/**
 * @param {any} value
 * @param {string} path
 */
function field(value, path) {
  return path.split(".").reduce((inner, key) => inner?.[key], value);
}

/**
 * Shows the status as colour, icon and word.
 * @param {HTMLElement} badge
 * @param {string} status
 */
export function showStatus(badge, status) {
  badge.className = `badge ${status}`;
  badge.replaceChildren(icon(status), status);
}

/**
 * @param {HTMLElement} target
 * @param {any} value
 */
function show(target, value) {
  if ("liveShown" in target.dataset) target.hidden = !value;
  else if (target.classList.contains("badge")) showStatus(target, String(value));
  else if (target instanceof HTMLProgressElement) {
    if (value === null) target.removeAttribute("value");
    else target.value = value;
  } else if (target instanceof HTMLTimeElement) {
    target.dateTime = value ?? "";
    if (value) refresh(target);
    else target.textContent = "–";
  } else if (target instanceof HTMLImageElement) {
    if (value) target.src = new URL(value, root).href;
  } else if (target instanceof HTMLAnchorElement) target.href = new URL(value, root).href;
  else if (target instanceof HTMLInputElement) {
    if (document.activeElement !== target) target.value = value ?? "";
  } else {
    const text = formatted(value, target.dataset.format);
    if (target.textContent !== text) target.textContent = text;
  }
}

/**
 * Shows the fields of an event in an element's data-live descendants.
 * @param {HTMLElement} owner
 * @param {any} value
 */
export function showFields(owner, value) {
  const match = owner.dataset.liveMatch?.split("=");
  if (match && String(field(value, match[0])) !== match[1]) return;
  const targets = /** @type {HTMLElement[]} */ ([...owner.querySelectorAll("[data-live]")]);
  if (owner.dataset.live) targets.push(owner);
  for (const target of targets) {
    const shown = field(value, target.dataset.live ?? "");
    if (shown !== undefined) show(target, shown);
  }
}

/**
 * @param {HTMLElement} log
 * @param {string} text
 */
function appendToLog(log, text) {
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  log.append(text);
  if (log.childNodes.length > 200 || (log.textContent?.length ?? 0) > logLimit) {
    log.textContent = (log.textContent ?? "").slice(-logLimit);
  }
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}

/** @param {HTMLElement} log */
async function loadLog(log) {
  const response = await fetch(log.dataset.source ?? "").catch(() => undefined);
  if (!response?.ok) return;
  log.textContent = await response.text();
  log.scrollTop = log.scrollHeight;
}

/**
 * Answers of the last moment by address.
 * @type {Map<string, {start: number, page: Promise<Document | null>}>}
 */
const answers = new Map();
/** Whether the page was said to be gone. */
let isGone = false;
/** How long a part waits for others that follow the same event, in milliseconds. */
const gathering = 60;

/**
 * What the server says now at an address; null where it is away.
 * @param {string} address
 */
function pageAt(address) {
  const known = answers.get(address);
  // A part waits longer than this after its event, so that the answer is newer than the event.
  if (known && performance.now() - known.start < gathering / 2) return known.page;
  const load = async () => {
    const response = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
    if (response?.status === 404 && !isGone) {
      isGone = true;
      toast("This is not here any more: it was renamed or deleted elsewhere.");
    }
    return response?.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
  };
  const page = load();
  // The address changes with the step that is shown.
  if (answers.size > 3) answers.clear();
  answers.set(address, { start: performance.now(), page });
  return page;
}

const focusable = "a, button, summary, input, select, textarea, [tabindex]";

/**
 * Replaces an element's content by what the server says now. The focus and open parts stay.
 * @param {HTMLElement} owner
 * @returns {Promise<boolean>} false where a person is typing in it, or has a menu of it open
 */
async function reload(owner) {
  const isInUse = () =>
    (owner.contains(document.activeElement) && takesText(document.activeElement)) || owner.querySelector("details.menu[open]");
  if (isInUse()) return false;
  const page = await pageAt(owner.dataset.refreshFrom ?? location.href);
  // Where the server is away, the connection's notice says so.
  const newer = page?.getElementById(owner.id);
  if (!newer || !owner.isConnected) return true;
  if (isInUse()) return false;
  const focused = [...owner.querySelectorAll(focusable)].indexOf(/** @type {Element} */ (document.activeElement));
  const [open, details] = [owner.querySelectorAll("details"), newer.querySelectorAll("details")];
  if (open.length === details.length) details.forEach((part, k) => (part.open = open[k].open));
  owner.dataset.refresh = newer.dataset.refresh ?? "";
  // A copy, since other parts may take theirs of the same page.
  owner.replaceChildren(...document.importNode(newer, true).childNodes);
  const again = owner.querySelectorAll(focusable)[focused];
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
  enhance(owner);
  follow(owner);
  return true;
}

const followed = new WeakSet();

/**
 * Lets the elements in `part` follow their topics.
 * @param {ParentNode} part
 */
export function follow(part) {
  for (const owner of /** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll("[data-topic]"))) {
    // A table changes its rows itself: an event is of one of them.
    if (followed.has(owner) || owner.localName === "run-table") continue;
    followed.add(owner);
    const isLog = "liveLog" in owner.dataset;
    if (isLog && owner.dataset.source) loadLog(owner);
    if (!isLog && !owner.dataset.live && !owner.querySelector("[data-live]")) continue;
    const gone = new AbortController();
    for (const topic of (owner.dataset.topic ?? "").split(/\s+/).filter(Boolean)) {
      listen(topic, (value) => {
        if (!owner.isConnected) gone.abort();
        else if (isLog) appendToLog(owner, value?.text ?? "");
        else showFields(owner, value);
      }, gone.signal);
    }
  }
  for (const owner of /** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll("[data-refresh]"))) {
    if (followed.has(owner)) continue;
    followed.add(owner);
    const gone = new AbortController();
    let timer = 0;
    let last = -Infinity;
    const later = () => {
      if (timer) return;
      timer = setTimeout(async () => {
        timer = 0;
        last = performance.now();
        if (!(await reload(owner))) later();
        if (!owner.dataset.refresh) gone.abort();
      }, Math.max(gathering, last + 2000 - performance.now()));
    };
    for (const topic of (owner.dataset.refresh ?? "").split(/\s+/).filter(Boolean)) listen(topic, later, gone.signal);
    document.addEventListener("studio:reset", later, { signal: gone.signal });
  }
}

/** Takes what the page says now: events were missed. */
async function catchUp() {
  const owners = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-topic]")]);
  if (owners.length === 0) return;
  const response = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => undefined);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const owner of owners) {
    const selector = `[data-topic="${CSS.escape(owner.dataset.topic ?? "")}"]`;
    const place = [...document.querySelectorAll(selector)].indexOf(owner);
    const newer = page.querySelectorAll(selector)[place];
    if (!newer) continue;
    if ("liveLog" in owner.dataset) owner.replaceChildren(...newer.childNodes);
    const [old, fresh] = [owner.querySelectorAll("[data-live]"), newer.querySelectorAll("[data-live]")];
    if (old.length === fresh.length) old.forEach((shown, k) => shown.replaceWith(document.adoptNode(fresh[k])));
  }
}

document.addEventListener("studio:reset", catchUp);
follow(document);
