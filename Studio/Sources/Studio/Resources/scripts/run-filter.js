/**
 * The filter of a table of runs: words that a row must contain, and conditions on columns.
 *   vae fashion         both words somewhere in the row
 *   "latent 50"         this text
 *   tag:baseline        a tag; also model:, status: and any column, by a part of the text
 *   psnr>20  epochs<=5  comparisons of a column's value, of a metric its best; =, != as well
 *   -tag:old            not
 */

/**
 * @typedef {{text: string, value: (column: string) => string | number | null | undefined}} Row
 *   `text` in lower case; `value` is undefined where there is no such column, null where the row has none
 * @typedef {(row: Row) => boolean} Test
 */

const condition = /^([\w.-]+)(:|>=|<=|!=|=|>|<)(.*)$/;

/**
 * @param {string} term
 * @returns {Test}
 */
function test(term) {
  if (term.length > 1 && term.startsWith("-")) {
    const inner = test(term.slice(1));
    return (row) => !inner(row);
  }
  const parts = condition.exec(term);
  const word = term.replaceAll('"', "").toLowerCase();
  if (!parts) return (row) => row.text.includes(word);
  const [, column, operator, rest] = parts;
  const wanted = rest.replaceAll('"', "").toLowerCase();
  // Half a condition, as one types, filters nothing.
  if (wanted === "") return () => true;
  const bound = Number(wanted);
  return (row) => {
    const value = row.value(column.toLowerCase());
    if (value === undefined) return operator === ":" || operator === "=" ? row.text.includes(word) : false;
    if (value === null) return operator === "!=";
    const text = String(value).toLowerCase();
    switch (operator) {
      case ":": return text.includes(wanted);
      case "=": return Number.isNaN(bound) ? text === wanted : Number(value) === bound;
      case "!=": return Number.isNaN(bound) ? text !== wanted : Number(value) !== bound;
      case ">": return Number(value) > bound;
      case "<": return Number(value) < bound;
      case ">=": return Number(value) >= bound;
      default: return Number(value) <= bound;
    }
  };
}

/**
 * @param {string} query
 * @returns {Test}
 */
export function filter(query) {
  const tests = (query.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? []).map(test);
  return (row) => tests.every((passes) => passes(row));
}
