/**
 * What people have chosen of the charts of a page, in its URL: ?x=epoch|step|wall for all of them; for charts with an id
 * ?log=psnr, ?linear=loss, ?table=loss,mse01 and ?smooth=loss:0.6.
 */

/** @typedef {"log" | "linear" | "table"} Choice */

/** @param {string} key */
function read(key) {
  return new URLSearchParams(location.search).get(key)?.split(",").filter(Boolean) ?? [];
}

/**
 * @param {Record<string, string[]>} lists
 */
function write(lists) {
  const url = new URL(location.href);
  for (const [key, list] of Object.entries(lists)) {
    if (list.length) url.searchParams.set(key, list.join(","));
    else url.searchParams.delete(key);
  }
  // Commas and colons are plain text in a query.
  url.search = url.search.replaceAll("%2C", ",").replaceAll("%3A", ":");
  history.replaceState(history.state, "", url);
}

/**
 * @param {Choice} choice
 * @param {string} id
 */
export function isChosen(choice, id) {
  return id !== "" && read(choice).includes(id);
}

/**
 * @param {Choice} choice
 * @param {string} id of a chart; without one nothing is kept
 * @param {boolean} isOn
 */
export function choose(choice, id, isOn) {
  if (id === "") return;
  const others = (/** @type {string} */ key) => read(key).filter((name) => name !== id);
  /** @type {Record<string, string[]>} */
  const lists = { [choice]: isOn ? [...others(choice), id] : others(choice) };
  if (isOn && choice === "log") lists.linear = others("linear");
  if (isOn && choice === "linear") lists.log = others("log");
  write(lists);
}

/**
 * The smoothing of a chart, 0 to 0.99.
 * @param {string} id
 */
export function chosenSmoothing(id) {
  const given = id === "" ? undefined : read("smooth").find((entry) => entry.startsWith(`${id}:`));
  const value = Number(given?.slice(id.length + 1));
  return value > 0 && value <= 0.99 ? value : 0;
}

let timer = 0;

/**
 * @param {string} id
 * @param {number} value
 */
export function chooseSmoothing(id, value) {
  if (id === "") return;
  // Browsers limit how often an address may change.
  clearTimeout(timer);
  timer = setTimeout(() => {
    const others = read("smooth").filter((entry) => !entry.startsWith(`${id}:`));
    write({ smooth: value > 0 ? [...others, `${id}:${value}`] : others });
  }, 250);
}
