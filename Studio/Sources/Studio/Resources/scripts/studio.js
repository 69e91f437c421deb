/**
 * The entry of every page: <script type="module" src="{{root}}assets/scripts/studio.js"></script>. The small parts are
 * always there; components are loaded where the page has their element (parts.js).
 */
import "./theme.js";
import "./keyboard.js";
import "./undo.js";
import "./copy.js";
import "./preview.js";
import "./live.js";
import { begin } from "./events.js";
import { enhance } from "./parts.js";

enhance(document).then(begin);
