/** When a chart that gets values draws: once a second at most, great charts more seldom, since drawing takes time that training needs. */
export class Pace {
  #draw;
  #timer = 0;
  #frame = 0;
  #pause = 0;
  #drawn = 0;

  /** @param {() => void} draw */
  constructor(draw) {
    this.#draw = draw;
  }

  /** Draws soon, once for all that asks meanwhile. */
  request() {
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#frame = requestAnimationFrame((start) => {
        this.#timer = 0;
        this.#draw();
        this.#drawn = performance.now();
        this.#pause = Math.min(5000, Math.max(1000, 10 * (this.#drawn - start)));
      });
    }, Math.max(0, this.#drawn + this.#pause - performance.now()));
  }

  cancel() {
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    this.#timer = 0;
  }
}
