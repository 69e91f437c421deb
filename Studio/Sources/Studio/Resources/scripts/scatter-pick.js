/** The point nearest to a position, by d3's quadtree; by looking at all of them where the page comes without it. */

export class Picker {
  #positions;
  /** @type {any} */ #tree;

  /** @param {Float32Array} positions x and y of each point */
  constructor(positions) {
    this.#positions = positions;
    import("../vendor/d3-quadtree.js").then(({ quadtree }) => {
      const points = Uint32Array.from({ length: positions.length / 2 }, (_, index) => index);
      const tree = quadtree().x((point) => positions[2 * point]).y((point) => positions[2 * point + 1]);
      this.#tree = tree.addAll(points);
    }).catch(() => {});
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} distance the greatest
   * @returns {number | null} the number of the point
   */
  nearest(x, y, distance) {
    if (this.#tree) return this.#tree.find(x, y, distance) ?? null;
    let [found, least] = [/** @type {number | null} */ (null), distance * distance];
    for (let point = 0; point < this.#positions.length / 2; point += 1) {
      const square = (this.#positions[2 * point] - x) ** 2 + (this.#positions[2 * point + 1] - y) ** 2;
      if (square <= least) [found, least] = [point, square];
    }
    return found;
  }

  /**
   * The nearest point in a direction: within 45° of it, from a point.
   * @param {number} from
   * @param {number} dx -1, 0 or 1
   * @param {number} dy
   * @returns {number | null}
   */
  beside(from, dx, dy) {
    const [x, y] = [this.#positions[2 * from], this.#positions[2 * from + 1]];
    let [found, least] = [/** @type {number | null} */ (null), Infinity];
    for (let point = 0; point < this.#positions.length / 2; point += 1) {
      const [ax, ay] = [this.#positions[2 * point] - x, this.#positions[2 * point + 1] - y];
      const along = ax * dx + ay * dy;
      if (along <= 0 || Math.abs(ax * dy) + Math.abs(ay * dx) > along) continue;
      const square = ax * ax + ay * ay;
      if (square < least) [found, least] = [point, square];
    }
    return found;
  }
}
