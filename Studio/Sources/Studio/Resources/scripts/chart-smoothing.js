/** An exponential moving average without the bias of its start, continued as values come. */
export class Smoothing {
  /** @type {(number | null)[]} */
  values = [];
  #weight;
  #sum = 0;
  #total = 0;

  /** @param {number} weight 0 to 1, of what was before */
  constructor(weight) {
    this.#weight = weight;
  }

  /** @param {(number | null)[]} raw what it continues, from where it was */
  follow(raw) {
    for (let i = this.values.length; i < raw.length; i += 1) {
      const value = raw[i];
      if (value === null || !Number.isFinite(value)) {
        this.values.push(null);
        continue;
      }
      this.#sum = this.#weight * this.#sum + (1 - this.#weight) * value;
      this.#total = this.#weight * this.#total + (1 - this.#weight);
      this.values.push(this.#sum / this.#total);
    }
    return this.values;
  }
}
