/**
 * JSON from and to the server. Errors of the server have the form {"errors": {"field": ["…"]}} (status 400) or
 * {"error": {"message": "…"}}; both become a RequestError.
 */

/** The address of the Studio's home page, with a proxy's prefix. */
export const root = new URL("../../", import.meta.url);

export class RequestError extends Error {
  /**
   * @param {string} message
   * @param {number} status 0 where the server could not be reached
   * @param {Record<string, string[]>} [fields] errors by field
   */
  constructor(message, status, fields) {
    super(message);
    this.status = status;
    this.fields = fields;
  }
}

/**
 * @param {string | URL} url
 * @param {{method?: string, body?: unknown, signal?: AbortSignal}} [options] `body` is sent as JSON
 * @returns {Promise<any>} the answer's value; null where it has none
 * @throws {RequestError}
 */
export async function request(url, options = {}) {
  const { method = "GET", body, signal } = options;
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(url, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new RequestError("The server does not answer. Is hourglass studio still running?", 0);
  }
  const text = await response.text();
  const value = parsed(text);
  if (response.ok) return value ?? null;
  throw errorOf(value, response.status, response.statusText);
}

/**
 * @param {any} value
 * @param {number} status
 * @param {string} statusText
 */
export function errorOf(value, status, statusText) {
  if (value?.errors) {
    const messages = Object.values(value.errors).flat();
    return new RequestError(messages.join(" "), status, value.errors);
  }
  return new RequestError(value?.error?.message ?? `The server answered ${status} ${statusText}.`, status);
}

/**
 * The JSON value of the text, or undefined.
 * @param {string} text
 */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
