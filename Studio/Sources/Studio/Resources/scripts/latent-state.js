/**
 * What the page of a run's codes shows, kept in its address: ?data=&part=&map=&x=&y=&colour=&unit=&select=
 *
 * Dispatches "change" with the set of changed names as detail.
 */

/** @typedef {"data" | "part" | "map" | "x" | "y" | "colour" | "unit" | "select"} Name */

/** @type {Record<Name, string>} */
const defaults = { data: "", part: "", map: "pca", x: "0", y: "1", colour: "label", unit: "0", select: "" };

export class LatentState extends EventTarget {
  /** @type {Record<Name, string>} */ #values = { ...defaults };
  #timer = 0;

  constructor() {
    super();
    const given = new URLSearchParams(location.search);
    for (const name of /** @type {Name[]} */ (Object.keys(defaults))) this.#values[name] = given.get(name) ?? defaults[name];
  }

  /** @param {Name} name */
  get(name) {
    return this.#values[name];
  }

  /** The map with its axes: "pca", "tsne", "umap", or "code:3:7". */
  get map() {
    return this.#values.map === "code" ? `code:${this.#values.x}:${this.#values.y}` : this.#values.map;
  }

  /** @param {Partial<Record<Name, string>>} values */
  set(values) {
    const changed = new Set();
    for (const [name, value] of Object.entries(values)) {
      if (this.#values[name] === value) continue;
      this.#values[name] = value;
      changed.add(name);
    }
    if (!changed.size) return;
    // Browsers limit how often an address may change.
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => history.replaceState(history.state, "", this.address), 200);
    this.dispatchEvent(new CustomEvent("change", { detail: changed }));
  }

  /** The address of this page with these values, without those that are as by default. */
  get address() {
    const url = new URL(location.href);
    for (const [name, value] of Object.entries(this.#values)) {
      if (value === defaults[name]) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    return url;
  }
}
