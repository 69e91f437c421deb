/**
 * The page's one event stream.
 *
 * Markup:
 *   <body data-events="{{root}}events?topics=jobs,run:mnist~a">
 *   Any element with data-topic="…" (several with spaces between) adds its topics when the page is loaded.
 * Without data-events, or without topics, no stream is opened.
 *
 * The server sends `event: TOPIC`, `id: N`, `data: JSON`; where `event` is missing, the JSON's field "topic" names the topic.
 * Dispatches on document, for each message: "studio:event" with {topic, value}, and `studio:event:TOPIC` with the value.
 * A message `event: reset` says that messages were missed and cannot be sent again (the server was started again, say):
 * "studio:reset", at which components load their data anew. A hidden tab closes the stream; shown again it opens with `&last=N`, the last id it saw, as
 * browsers let no script set Last-Event-ID. A lost connection shows a notice (role=status) until it is back.
 */
import { element } from "./elements.js";
import { parsed } from "./requests.js";

const url = document.body.dataset.events;
const base = url === undefined ? undefined : new URL(url, document.baseURI);
const topics = new Set((base?.searchParams.get("topics") ?? "").split(",").filter(Boolean));
for (const owner of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-topic]"))) {
  for (const topic of (owner.dataset.topic ?? "").split(/\s+/)) if (topic) topics.add(topic);
}

/** @type {EventSource | undefined} */
let stream;
/** Whether all that listens is there: an event before would be missed. */
let isReady = false;
let last = "";
let waitSeconds = 1;
let retry = 0;
let noticeTimer = 0;

const notice = element("div", { class: "connection", role: "status", hidden: true }, "Disconnected, trying again …");

/** @param {boolean} lost */
function show(lost) {
  if (lost) {
    // A short gap is not worth a word.
    noticeTimer ||= setTimeout(() => (notice.hidden = false), 1500);
    return;
  }
  clearTimeout(noticeTimer);
  noticeTimer = 0;
  notice.hidden = true;
}

/**
 * @param {MessageEvent} message
 * @param {string} [name]
 */
function receive(message, name) {
  last = message.lastEventId || last;
  const value = parsed(message.data);
  const topic = name ?? value?.topic;
  if (!topic) return;
  document.dispatchEvent(new CustomEvent(`studio:event:${topic}`, { detail: value }));
  document.dispatchEvent(new CustomEvent("studio:event", { detail: { topic, value } }));
}

function open() {
  if (!isReady || stream || !base || topics.size === 0 || document.hidden) return;
  clearTimeout(retry);
  const address = new URL(base);
  address.searchParams.set("topics", [...topics].join(","));
  if (last) address.searchParams.set("last", last);
  const opened = new EventSource(address);
  stream = opened;
  opened.onopen = () => {
    waitSeconds = 1;
    show(false);
  };
  opened.onmessage = (message) => receive(message);
  for (const topic of topics) opened.addEventListener(topic, (message) => receive(message, topic));
  opened.addEventListener("reset", (message) => {
    last = message.lastEventId || last;
    document.dispatchEvent(new CustomEvent("studio:reset"));
  });
  opened.onerror = () => {
    show(true);
    // The browser tries again by itself, but not after an answer that is no stream.
    if (opened.readyState !== EventSource.CLOSED || stream !== opened) return;
    stream = undefined;
    retry = setTimeout(open, waitSeconds * 1000);
    waitSeconds = Math.min(30, waitSeconds * 2);
  };
}

function close() {
  clearTimeout(retry);
  show(false);
  stream?.close();
  stream = undefined;
}

/**
 * Calls the handler with each value of a topic until the signal is aborted.
 * @param {string} topic
 * @param {(value: any) => void} handler
 * @param {AbortSignal} [signal]
 */
export function listen(topic, handler, signal) {
  document.addEventListener(`studio:event:${topic}`, (event) => handler(/** @type {CustomEvent} */ (event).detail), { signal });
  if (topics.has(topic)) return;
  topics.add(topic);
  if (stream) {
    close();
    open();
  }
}

if (base) {
  document.body.append(notice);
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
}

/** Opens the stream, once all scripts of the page and of its components listen. The server sends what came meanwhile. */
export function begin() {
  isReady = true;
  open();
}
