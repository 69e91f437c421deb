/**
 * The codes of a run over images, as the server keeps them (LatentDocument in openapi.json).
 *
 * Positions and columns are 32-bit floating-point numbers, little-endian, without a header: of `points`, x and y of each
 * point in turn; of `column`, one number a point.
 */
import { errorOf, parsed, request, RequestError } from "./requests.js";

const isLittle = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** @param {ArrayBuffer} buffer */
function floats(buffer) {
  if (isLittle) return new Float32Array(buffer);
  const view = new DataView(buffer);
  return Float32Array.from({ length: buffer.byteLength / 4 }, (_, index) => view.getFloat32(4 * index, true));
}

export class LatentData {
  #url;
  #choice;
  /** @type {Map<string, Promise<Float32Array>>} */ #arrays = new Map();
  /**
   * The document of the server, once it is there.
   * @type {any}
   */
  document;

  /**
   * @param {URL} url of the page, without a query
   * @param {{data: string, part: string}} choice
   */
  constructor(url, choice) {
    this.#url = url;
    this.#choice = choice;
  }

  /** The number of points; 0 before there are codes. */
  get count() {
    return this.document?.table?.count ?? 0;
  }

  /** Asks for the document again. */
  async load() {
    const before = this.document?.table?.stamp;
    this.document = await request(this.#address(".json"));
    if (this.document.table?.stamp !== before) this.#arrays.clear();
    return this.document;
  }

  /**
   * @param {string} path after the page's, such as "/points"
   * @param {Record<string, string | number>} [parameters]
   */
  #address(path, parameters = {}) {
    const url = new URL(this.#url.href + path);
    const { data, part } = this.document ?? this.#choice;
    const stamp = this.document?.table?.stamp;
    for (const [name, value] of Object.entries({ data, part, ...parameters })) if (value !== "") url.searchParams.set(name, String(value));
    // With the stamp the browser keeps what it has got.
    if (stamp && !path.endsWith(".json")) url.searchParams.set("v", stamp);
    return url;
  }

  /** @param {string} path @param {Record<string, string | number>} parameters */
  #array(path, parameters) {
    const url = this.#address(path, parameters).href;
    let found = this.#arrays.get(url);
    if (!found) {
      found = fetch(url, { headers: { Accept: "application/octet-stream" } }).then(async (response) => {
        if (!response.ok) throw errorOf(parsed(await response.text()), response.status, response.statusText);
        return floats(await response.arrayBuffer());
      });
      found.catch(() => this.#arrays.delete(url));
      this.#arrays.set(url, found);
    }
    return found;
  }

  /** @param {string} map "pca", "tsne", "umap" or "code:3:7" */
  positions(map) {
    return this.#array("/points", mapParameters(map));
  }

  /** @param {string} column "label", "error", "image" or "unit7" */
  column(column) {
    const unit = column.match(/^unit(\d+)$/);
    return this.#array("/column", unit ? { column: "unit", unit: unit[1] } : { column });
  }

  /** @param {number} point @param {"original" | "reconstruction" | "pair"} kind */
  picture(point, kind) {
    return this.#address(`/images/${point}.png`, { kind }).href;
  }

  /** @param {Record<string, string | number>} parameters */
  rows(parameters) {
    return request(this.#address("/points.json", parameters));
  }

  units() {
    return request(this.#address("/units.json"));
  }

  /**
   * @param {string} path such as "/decode"
   * @param {Record<string, unknown>} body
   * @param {Record<string, unknown>} [view] the map that positions are of, and the class to decode
   */
  post(path, body, view = {}) {
    const { data, part, table } = this.document ?? this.#choice;
    return request(this.#url.href + path, { method: "POST", body: { view: { data, part, stamp: table?.stamp ?? "", ...view }, ...body } });
  }

  /** @param {Blob} picture @param {number} k */
  async sendPicture(picture, k) {
    const response = await fetch(this.#address("/picture", { k }), {
      method: "PUT", body: picture, headers: { "Content-Type": "application/octet-stream", Accept: "application/json" },
    }).catch(() => {
      throw new RequestError("The server does not answer.", 0);
    });
    const value = parsed(await response.text());
    if (!response.ok) throw errorOf(value, response.status, response.statusText);
    return value;
  }
}

/** @param {string} map */
export function mapParameters(map) {
  const [name, x, y] = map.split(":");
  return x === undefined ? { map: name } : { map: name, x, y };
}
