/**
 * The step that the page shows: one store for the film and all charts. The URL holds it as ?step=N; without it the page
 * follows the newest step.
 *
 * Events of `steps` (an EventTarget): "change" after the step or `isFollowing` has changed.
 */

class Steps extends EventTarget {
  /**
   * The steps that can be shown, ascending.
   * @type {number[]}
   */
  #known = [];
  /** @type {number | null} */
  #chosen = null;
  #timer = 0;

  constructor() {
    super();
    const given = new URLSearchParams(location.search).get("step");
    if (given !== null && given !== "" && Number.isFinite(Number(given))) this.#chosen = Number(given);
  }

  /**
   * The step shown: one of the known steps where there are some, null where there is none.
   * @type {number | null}
   */
  get current() {
    if (this.#chosen === null) return this.#known.at(-1) ?? null;
    return this.#known.length ? this.nearest(this.#chosen) : this.#chosen;
  }

  /** Whether the newest step is shown, whatever comes. */
  get isFollowing() {
    return this.#chosen === null;
  }

  get known() {
    return this.#known;
  }

  /** @param {number} step */
  nearest(step) {
    return this.#known.reduce((best, next) => (Math.abs(next - step) < Math.abs(best - step) ? next : best), this.#known[0]);
  }

  /** @param {number[]} known ascending */
  setKnown(known) {
    const before = this.current;
    this.#known = known;
    if (this.current !== before) this.#tell();
  }

  /**
   * Shows a step; null follows the newest.
   * @param {number | null} step
   */
  choose(step) {
    const wasFollowing = this.isFollowing;
    const before = this.current;
    this.#chosen = step;
    if (this.current === before && this.isFollowing === wasFollowing) return;
    this.#tell();
    // Browsers limit how often an address may change.
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const url = new URL(location.href);
      if (this.#chosen === null) url.searchParams.delete("step");
      else url.searchParams.set("step", String(this.current));
      history.replaceState(history.state, "", url);
    }, 250);
  }

  /**
   * Goes to the step so many places further.
   * @param {number} places
   */
  move(places) {
    const at = this.#known.indexOf(this.current ?? NaN);
    const next = this.#known[Math.max(0, Math.min(this.#known.length - 1, at + places))];
    if (next !== undefined) this.choose(next);
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

export const steps = new Steps();
