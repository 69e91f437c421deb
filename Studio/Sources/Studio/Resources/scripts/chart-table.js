/** The numbers of a chart as a table, and as CSV. */
import { button, element } from "./elements.js";
import { number } from "./numbers.js";

const page = 200;
const headings = { epoch: "epoch", step: "step", wall: "time" };

/**
 * The heading of a series.
 * @param {{name: string, run?: string, part?: string}} series
 */
export function seriesName({ name, run, part }) {
  const words = [run, name].filter(Boolean).join(" ");
  return part && !words.includes(part) ? `${words} (${part})` : words;
}

/**
 * @param {"epoch" | "step" | "wall"} axis
 * @param {number} value
 */
export function positionText(axis, value) {
  if (axis === "wall") return new Date(value * 1000).toLocaleString();
  return axis === "step" ? value.toLocaleString("en") : String(Number(value.toFixed(3)));
}

/**
 * A value, with the deviation of a mean.
 * @param {import("./chart-data.js").Series} series
 * @param {number} at
 */
function valueText({ values, deviation }, at) {
  const [value, spread] = [values[at], deviation?.[at]];
  return value === null || spread === null || spread === undefined ? number(value) : `${number(value)} ± ${number(spread)}`;
}

/**
 * A table of the points from the newest, 200 at first and more on request.
 * @param {import("./chart-data.js").ChartData} data
 * @param {{first: number, last: number}} part indices
 */
export function chartTable(data, part) {
  const body = element("tbody");
  const more = button({ class: "small" });
  let next = part.last;
  const add = () => {
    const end = Math.max(part.first - 1, next - page);
    for (; next > end; next -= 1) {
      body.append(element("tr", {},
        ...data.axes.map((axis) => element("th", { scope: "row", class: "number" }, positionText(axis, data.x[axis][next]))),
        ...data.series.map((series) => element("td", { class: "number" }, valueText(series, next)))));
    }
    const left = next - part.first + 1;
    more.hidden = left <= 0;
    more.textContent = `Show ${Math.min(page, left)} more of ${left}`;
  };
  more.addEventListener("click", add);
  add();
  const baselines = data.baselines.map(({ name, value }) => `${name}: ${number(value)}`).join("; ");
  const caption = [data.title, data.unit && `in ${data.unit}`, "newest first", baselines].filter(Boolean).join(", ");
  return element("div", { class: "chart-table", tabindex: "0", role: "region", "aria-label": `Table of ${data.title}` },
    element("table", {},
      element("caption", {}, caption),
      element("thead", {}, element("tr", {},
        ...data.axes.map((axis) => element("th", { scope: "col", class: "number" }, headings[axis])),
        ...data.series.map((series) => element("th", { scope: "col", class: "number" }, seriesName(series))))),
      body),
    more);
}

/** @param {unknown} value */
function field(value) {
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * All points as CSV, with every digit; times in ISO 8601.
 * @param {import("./chart-data.js").ChartData} data
 */
export function csv(data) {
  const names = data.series.flatMap((series) => {
    const name = seriesName(series);
    return series.deviation ? [name, `${name} deviation`] : [name];
  });
  const lines = [[...data.axes.map((axis) => headings[axis]), ...names].map(field).join(",")];
  for (let i = 0; i < data.length; i += 1) {
    const positions = data.axes.map((axis) => {
      const value = data.x[axis][i];
      return axis === "wall" ? new Date(value * 1000).toISOString() : value;
    });
    const values = data.series.flatMap((series) => (series.deviation ? [series.values[i], series.deviation[i]] : [series.values[i]]));
    lines.push([...positions, ...values].map(field).join(","));
  }
  return `${lines.join("\n")}\n`;
}

/**
 * The values of a point in words, for screen readers.
 * @param {import("./chart-data.js").ChartData} data
 * @param {number} index
 */
export function valuesText(data, index) {
  const values = data.series.map(({ name, values }) => (values[index] === null ? "" : `${name} ${number(values[index])}`));
  return [`step ${data.x.step[index]}`, ...values].filter(Boolean).join(", ");
}
