/** The colours of charts, from the style sheet's custom properties. */

/** @type {Map<string, string>} */
const known = new Map();
/** @type {HTMLElement | undefined} */
let probe;

document.addEventListener("studio:theme", () => known.clear());

/**
 * The colour of a custom property as the browser computes it, such as "rgb(0, 104, 172)".
 * @param {string} name without "--"
 */
export function colour(name) {
  let found = known.get(name);
  if (found === undefined) {
    if (!probe) {
      probe = document.createElement("span");
      probe.hidden = true;
      document.body.append(probe);
    }
    probe.style.color = `var(--${name})`;
    found = getComputedStyle(probe).color;
    known.set(name, found);
  }
  return found;
}

/**
 * The colour of series number `index`, from 0; there are eight.
 * @param {number} index
 */
export function seriesColour(index) {
  return colour(`series-${(index % 8) + 1}`);
}

/**
 * The colour of a series of a chart.
 * @param {{colour?: number}} series
 * @param {number} place among the chart's series
 */
export function colourOf(series, place) {
  return seriesColour(series.colour ?? place);
}

/**
 * @param {string} rgb of `colour`
 * @param {number} alpha
 */
export function faded(rgb, alpha) {
  return rgb.replace(/^rgb\(([^)]*)\)$/, `rgba($1, ${alpha})`);
}
