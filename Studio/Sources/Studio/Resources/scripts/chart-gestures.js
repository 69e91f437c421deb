/** Zooming and moving a uPlot by wheel, drag, pinch and keyboard. Dragging selects (uPlot's own); these are the rest. */

/**
 * @param {any} plot
 * @param {number} min
 * @param {number} max
 */
function zoom(plot, min, max) {
  const [first, last] = [plot.data[0][0], plot.data[0].at(-1)];
  if (first === undefined) return false;
  const span = last - first || 1;
  if (max - min < span / 1e6) return true;
  const isAll = min <= first && max >= last;
  plot.setScale("x", { min: Math.max(min, first), max: Math.min(max, last) });
  return !isAll;
}

/**
 * @param {any} plot uPlot
 * @param {HTMLElement} place the focusable element around it
 * @param {{
 *   zoomed: (isZoomed: boolean) => void, step: (places: number) => void, choose: (index: number) => void,
 *   signal: AbortSignal
 * }} hooks `step` goes to the step so many places further, `choose` to that of a point
 */
export function gestures(plot, place, { zoomed, step, choose, signal }) {
  /**
   * @param {number} factor of the range
   * @param {number} [at] the value that stays where it is
   */
  const scaleBy = (factor, at) => {
    const { min, max } = plot.scales.x;
    const fixed = at ?? (min + max) / 2;
    zoomed(zoom(plot, fixed - (fixed - min) * factor, fixed + (max - fixed) * factor));
  };
  /** @param {number} fraction of the range */
  const moveBy = (fraction) => {
    const { min, max } = plot.scales.x;
    const [first, last] = [plot.data[0][0], plot.data[0].at(-1)];
    const by = Math.max(first - min, Math.min(last - max, (max - min) * fraction));
    plot.setScale("x", { min: min + by, max: max + by });
  };
  const reset = () => {
    zoomed(false);
    const [first, last] = [plot.data[0][0], plot.data[0].at(-1)];
    if (first !== undefined) plot.setScale("x", { min: first, max: last });
  };
  /** @param {number} clientX */
  const valueAt = (clientX) => plot.posToVal(clientX - plot.over.getBoundingClientRect().left, "x");

  // The wheel scrolls the page, unless Ctrl is held (pinching a track pad does so) or the chart has the focus.
  plot.over.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && !place.contains(document.activeElement)) return;
    event.preventDefault();
    if (event.shiftKey) moveBy(Math.sign(event.deltaY || event.deltaX) * 0.1);
    else scaleBy(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.006), valueAt(event.clientX));
  }, { passive: false, signal });

  plot.over.addEventListener("dblclick", (event) => {
    event.stopImmediatePropagation();
    reset();
  }, { capture: true, signal });

  /** @type {Map<number, number>} */
  const fingers = new Map();
  /** @type {{min: number, max: number, from: number, to: number} | undefined} */
  let pinch;
  plot.over.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch") return;
    fingers.set(event.pointerId, event.clientX);
    if (fingers.size !== 2) return;
    const [a, b] = [...fingers.values()];
    pinch = { ...plot.scales.x, from: valueAt(Math.min(a, b)), to: valueAt(Math.max(a, b)) };
  }, { signal });
  plot.over.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, event.clientX);
    if (!pinch || fingers.size !== 2) return;
    const { left, width } = plot.over.getBoundingClientRect();
    const [a, b] = [...fingers.values()].sort((one, other) => one - other).map((x) => (x - left) / width);
    if (b - a < 0.02) return;
    // The values that were under the fingers stay under them.
    const span = (pinch.to - pinch.from) / (b - a);
    zoomed(zoom(plot, pinch.from - a * span, pinch.from + (1 - a) * span));
  }, { signal });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    plot.over.addEventListener(end, (event) => {
      fingers.delete(event.pointerId);
      if (fingers.size < 2) pinch = undefined;
    }, { signal });
  }

  let pressedAt = 0;
  plot.over.addEventListener("pointerdown", (event) => (pressedAt = event.clientX), { signal });
  plot.over.addEventListener("click", (event) => {
    if (Math.abs(event.clientX - pressedAt) <= 4 && plot.cursor.idx !== null) choose(plot.cursor.idx);
  }, { signal });

  // Along the axis, pressing and dragging go through the steps.
  const axis = /** @type {HTMLElement} */ (plot.root.querySelector(".u-axis"));
  axis.classList.add("scrubbed");
  const scrub = (event) => {
    const { left, width } = plot.over.getBoundingClientRect();
    choose(plot.posToIdx(Math.max(0, Math.min(width, event.clientX - left))));
  };
  axis.addEventListener("pointerdown", (event) => {
    axis.setPointerCapture(event.pointerId);
    scrub(event);
  }, { signal });
  axis.addEventListener("pointermove", (event) => axis.hasPointerCapture(event.pointerId) && scrub(event), { signal });

  place.addEventListener("keydown", (event) => {
    if (event.target !== place || event.ctrlKey || event.metaKey || event.altKey) return;
    switch (event.key) {
      case "ArrowLeft": step(event.shiftKey ? -10 : -1); break;
      case "ArrowRight": step(event.shiftKey ? 10 : 1); break;
      case "Home": step(-Infinity); break;
      case "End": step(Infinity); break;
      case "+": case "=": scaleBy(0.7); break;
      case "-": scaleBy(1 / 0.7); break;
      case "PageUp": moveBy(-0.5); break;
      case "PageDown": moveBy(0.5); break;
      case "0": case "Escape": reset(); break;
      default: return;
    }
    event.preventDefault();
  }, { signal });
}
