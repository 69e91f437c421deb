/**
 * Which points are selected, as text in the page's address: terms with ";" between, all of which hold.
 *   class=3,5              points of these classes
 *   error=0.01..0.2        a number of each point within a range; either end may be left out; also unit7=-1..2
 *   lasso=pca@x,y,x,y,…    points within a polygon of a map
 *   points=1,2,3           these points
 */

/** @typedef {import("./latent-data.js").LatentData} LatentData */

const maxVertices = 32;
const maxPoints = 100;

/**
 * @param {string} text
 * @returns {Map<string, string>}
 */
export function terms(text) {
  return new Map(text.split(";").filter(Boolean).map((term) => /** @type {[string, string]} */ (term.split(/=(.*)/s, 2))));
}

/** @param {Map<string, string>} parts */
export function text(parts) {
  return [...parts].filter(([, value]) => value !== "").map(([name, value]) => `${name}=${value}`).join(";");
}

/**
 * @param {[number, number][]} polygon
 * @param {string} map
 */
export function lassoText(polygon, map) {
  const span = Math.max(...polygon.map(([x]) => x)) - Math.min(...polygon.map(([x]) => x)) || 1;
  const digits = Math.max(0, Math.min(8, 3 - Math.floor(Math.log10(span))));
  const plain = (/** @type {number} */ value) => String(Number(value.toFixed(digits)));
  return `lasso=${map}@${simplified(polygon).map(([x, y]) => `${plain(x)},${plain(y)}`).join(",")}`;
}

/** @param {number[]} points */
export function pointsText(points) {
  return points.length && points.length <= maxPoints ? `points=${points.join(",")}` : "";
}

/**
 * The polygon with at most 32 vertices, those that matter most (Ramer, 1972; Douglas and Peucker, 1973).
 * @param {[number, number][]} polygon
 */
function simplified(polygon) {
  let tolerance = 0;
  let found = polygon;
  while (found.length > maxVertices) {
    tolerance = tolerance ? tolerance * 1.5 : extent(polygon) / 400;
    found = within(polygon, tolerance);
  }
  return found;
}

/** @param {[number, number][]} polygon */
function extent(polygon) {
  const [xs, ys] = [polygon.map(([x]) => x), polygon.map(([, y]) => y)];
  return Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)) || 1;
}

/**
 * @param {[number, number][]} line
 * @param {number} tolerance
 * @returns {[number, number][]}
 */
function within(line, tolerance) {
  if (line.length < 3) return line;
  const [[ax, ay], [bx, by]] = [line[0], line[line.length - 1]];
  const length = Math.hypot(bx - ax, by - ay);
  let [farthest, most] = [0, -1];
  line.forEach(([x, y], k) => {
    const distance = length ? Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length : Math.hypot(x - ax, y - ay);
    if (distance > most) [farthest, most] = [k, distance];
  });
  if (most <= tolerance || farthest === 0 || farthest === line.length - 1) return [line[0], line[line.length - 1]];
  return [...within(line.slice(0, farthest + 1), tolerance).slice(0, -1), ...within(line.slice(farthest), tolerance)];
}

/**
 * Whether a position is within a polygon, by the number of edges to its right.
 * @param {number[]} polygon x and y in turn
 * @param {number} x
 * @param {number} y
 */
function contains(polygon, x, y) {
  let isInside = false;
  for (let i = 0, j = polygon.length - 2; i < polygon.length; j = i, i += 2) {
    const [ax, ay, bx, by] = [polygon[i], polygon[i + 1], polygon[j], polygon[j + 1]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isInside = !isInside;
  }
  return isInside;
}

/** @param {string} range */
function bounds(range) {
  const [low = "", high = ""] = range.split("..");
  return [low === "" ? -Infinity : Number(low), high === "" ? Infinity : Number(high)];
}

/**
 * The points that a text selects, ascending; null for an empty text.
 * @param {string} selection
 * @param {LatentData} data
 * @returns {Promise<Uint32Array | null>} rejects where a column or a map is not there
 */
export async function selected(selection, data) {
  const parts = terms(selection);
  if (parts.size === 0) return null;
  /** @type {((point: number) => boolean)[]} */
  const tests = [];
  for (const [name, value] of parts) {
    if (name === "class") {
      const wanted = new Set(value.split(",").map(Number));
      const labels = await data.column("label");
      tests.push((point) => wanted.has(labels[point]));
    } else if (name === "points") {
      const wanted = new Set(value.split(",").map(Number));
      tests.push((point) => wanted.has(point));
    } else if (name === "lasso") {
      const [map, list = ""] = value.split("@");
      const polygon = list.split(",").map(Number);
      if (polygon.length % 2) polygon.pop();
      const positions = await data.positions(map);
      tests.push((point) => contains(polygon, positions[2 * point], positions[2 * point + 1]));
    } else if (/^(error|unit\d+)$/.test(name)) {
      const [low, high] = bounds(value);
      const values = await data.column(name);
      tests.push((point) => values[point] >= low && values[point] <= high);
    }
  }
  const found = [];
  for (let point = 0; point < data.count; point += 1) if (tests.every((test) => test(point))) found.push(point);
  return Uint32Array.from(found);
}
