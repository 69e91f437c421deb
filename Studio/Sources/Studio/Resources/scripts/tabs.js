/**
 * Tabs of one page.
 *
 * Markup: <div role="tablist" aria-label="…" data-tabs="tab">       the chosen panel's id is in the URL as ?tab=
 *           <button type="button" role="tab" aria-controls="panel-a">A</button> …
 *         </div>
 *         <fieldset role="tabpanel" id="panel-a">
 *           <legend data-without-script>A</legend> …               or a div; the others have data-unchosen
 *         </fieldset> …
 * Without scripts all panels are shown, each with its legend. Controls of hidden panels are disabled, so that no form sends
 * them.
 * With data-input="name" the panel's data-value goes into the hidden field of that name: tabs as a choice in a form.
 * Dispatches on the tab list (bubbling): "studio:tab" with {panel}.
 */
import { element, idOf } from "./elements.js";

/**
 * The field set around a panel's controls: the panel itself, or one made inside it. Its controls may be disabled by others,
 * too.
 * @param {HTMLElement} panel
 * @returns {HTMLFieldSetElement}
 */
function controlsIn(panel) {
  if (panel instanceof HTMLFieldSetElement) return panel;
  const made = panel.querySelector(":scope > fieldset.tab-controls");
  if (made instanceof HTMLFieldSetElement) return made;
  const group = element("fieldset", { class: "tab-controls" });
  group.append(...panel.childNodes);
  panel.append(group);
  return group;
}

/** @param {HTMLElement} list */
function enhance(list) {
  const tabs = /** @type {HTMLElement[]} */ ([...list.querySelectorAll('[role="tab"]')]);
  const panelOf = (tab) => document.getElementById(tab.getAttribute("aria-controls") ?? "");
  const key = list.dataset.tabs;

  /**
   * @param {HTMLElement} chosen
   * @param {boolean} isByPerson
   */
  const choose = (chosen, isByPerson) => {
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      const panel = panelOf(tab);
      if (!panel) continue;
      panel.hidden = !isChosen;
      panel.removeAttribute("data-unchosen");
      panel.setAttribute("aria-labelledby", idOf(tab));
      controlsIn(panel).disabled = !isChosen;
    }
    const panel = panelOf(chosen);
    const field = list.dataset.input && list.closest("form")?.elements.namedItem(list.dataset.input);
    if (field instanceof HTMLInputElement) {
      field.value = panel?.dataset.value ?? panel?.id ?? "";
      if (isByPerson) field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (isByPerson && key && panel) {
      const url = new URL(location.href);
      url.searchParams.set(key, panel.id);
      history.replaceState(history.state, "", url);
    }
    list.dispatchEvent(new CustomEvent("studio:tab", { bubbles: true, detail: { panel } }));
  };

  list.addEventListener("click", (event) => {
    const tab = /** @type {HTMLElement} */ (event.target).closest('[role="tab"]');
    if (tab instanceof HTMLElement) choose(tab, true);
  });
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(/** @type {HTMLElement} */ (event.target));
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    const tab = tabs[(next + tabs.length) % tabs.length];
    tab.focus();
    choose(tab, true);
  });
  const wanted = key && new URLSearchParams(location.search).get(key);
  const first = tabs.find((tab) => wanted && panelOf(tab)?.id === wanted)
    ?? tabs.find((tab) => tab.getAttribute("aria-selected") === "true") ?? tabs[0];
  if (first) choose(first, false);
}

const enhanced = new WeakSet();

/** @param {ParentNode} part */
export function enhanceTabs(part) {
  for (const list of /** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll('[role="tablist"]'))) {
    if (enhanced.has(list)) continue;
    enhanced.add(list);
    enhance(list);
  }
}
