"""Steps of Tools/check-studio.py: the form of a new run chooses kinds by controls, and forms work without scripts."""

from studio_browser import until


def kinds(story):
    """Chooses corruptions and a penalty by their controls, changes their order, and changes the text."""
    page = story.page
    story.go("runs/new")
    page.wait_for_load_state()
    page.get_by_text("Corruption and penalties", exact=True).click()
    page.get_by_role("combobox", name="Corruption", exact=True).select_option("list")
    for kind, value in (("gaussian", "0.5"), ("masking", "0.2")):
        page.get_by_label("Add a corruption").select_option(kind)
        page.keyboard.type(value)
    page.get_by_label("Add a penalty").select_option("l1")
    page.keyboard.type("1e-5")
    page.keyboard.press("Tab")
    page.keyboard.type("encoder")
    page.get_by_label("Apply masking earlier").click()
    for name, wanted in (("corruption", "masking=0.2 + gaussian=0.5"), ("penalties", "l1=1e-5:encoder")):
        text = page.locator(f"[name={name}]").input_value()
        if text != wanted:
            story.tell(f"the entries of {name} are written {text!r}")
    page.locator("#run-file", has_text="masking=0.2 + gaussian=0.5").wait_for()
    story.looks.at(page, "run-new-kinds")
    page.get_by_role("button", name="As YAML").first.click()
    page.locator("[name=corruption]").fill("blur=2")
    row = page.locator("[data-kind=blur] [data-setting=blur]")
    until("the text becomes an entry", lambda: row.count() == 1 and row.input_value() == "2", 5, page.wait_for_timeout)


def without_scripts(story):
    """Tags and renames a run, and looks at tabs, in a browser that runs no scripts."""
    context = story.page.context.browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(f"{story.server.url}runs/first")
        page.locator("noscript p").wait_for()
        page.get_by_label("Add a tag").fill("plain")
        page.get_by_role("button", name="Add", exact=True).click()
        page.locator("button.tag", has_text="plain").click()
        page.locator("button.tag", has_text="plain").wait_for(state="detached")
        page.goto(f"{story.server.url}datasets/new")
        hidden = [panel.get_attribute("id") for panel in page.locator("[role=tabpanel]").all() if not panel.is_visible()]
        if hidden:
            story.tell(f"without scripts there is no way to {hidden}")
    finally:
        context.close()
