/**
 * <network-shape>: the shape of a network as a figure; the table of layers beside it has the same numbers.
 *
 * Markup: <network-shape data-network='{"image": [1, 28, 28], "layers": [{"name", "type", "output": […]}],
 *   "encoder_layers": 2, "code": 32}'></network-shape>
 */
import { hourglass } from "./hourglass.js";

class NetworkShape extends HTMLElement {
  connectedCallback() {
    if (this.dataset.network) this.replaceChildren(hourglass(JSON.parse(this.dataset.network)));
  }
}

customElements.define("network-shape", NetworkShape);
