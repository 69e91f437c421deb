"""The page of a run's codes, for Tools/check-studio.py: looked at, decoded, selected from, also with the keyboard alone."""

from studio_browser import Keys, until

MEASURE = """async () => {
  const root = new URL(document.body.dataset.root, location);
  const script = (name) => import(new URL(`assets/scripts/${name}.js`, root));
  const [{ ScatterView }, { plainStyle }, { GLPoints }] =
    await Promise.all(["scatter-view", "latent-colours", "scatter-gl"].map(script));
  const place = document.createElement("div");
  place.className = "latent-map";
  document.querySelector("main").append(place);
  const view = new ScatterView(place);
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const style = plainStyle(70000);
  view.setPositions(Float32Array.from({ length: 140000 }, () => Math.random() + Math.random()));
  view.setStyle(style);
  const milliseconds = view.measure(20);
  place.remove();
  // The other way of drawing, which this browser may have without a graphics card: one point in the middle.
  const canvas = document.createElement("canvas");
  const points = GLPoints.on(canvas, true);
  points?.setPositions(Float32Array.of(0, 0));
  points?.setStyle(style.colours.subarray(0, 4), style.forms.subarray(0, 1));
  points?.draw({ scale: 1, x: 0, y: 0 }, 20);
  return [view.isFast, milliseconds, points ? [...points.finish()] : null];
}"""


def pixel(page, point):
    """Where a point of the map is in the window."""
    box = page.locator(".latent-map").bounding_box()
    left, top = page.evaluate(
        "(point) => { const { view } = document.querySelector('latent-space'); return view.pixels(view.at(point)); }", point)
    return box["x"] + left, box["y"] + top


def drag(page, *places):
    """Presses at the first place and lets go at the last."""
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()


def latent_map(story):
    """A point, a decoded position, a lasso, a data set, and the same page again by its address."""
    page = story.page
    story.go("runs/first")
    page.get_by_role("link", name="Latent space", exact=True).first.click()
    story.at("Latent space of first")
    shown = page.locator("[data-place=map-name]", has_text="points")
    shown.wait_for()
    card = page.locator(".latent-point")
    page.mouse.move(*pixel(page, 17))
    card.locator("img").wait_for()
    if "original and reconstruction" not in card.locator("img").get_attribute("alt"):
        story.tell("a point does not show its image and reconstruction")
    box = page.locator(".latent-map").bounding_box()
    page.mouse.click(box["x"] + 6, box["y"] + 6)
    card.get_by_text("Decoded at").wait_for()
    if not card.get_by_text("approximate").count():
        story.tell("a position of 64 dimensions is said to be exact")
    page.get_by_role("button", name="Lasso").click()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    corners = [(0, 0), (120, 0), (120, 90), (0, 90)]
    drag(page, *[(middle[0] + x, middle[1] + y) for x, y in corners])
    page.get_by_role("button", name="Look", exact=True).click()
    count = page.locator("[data-place=selected-count]")
    until("points are selected", lambda: " of " in count.inner_text(), pause=page.wait_for_timeout)
    chosen = count.inner_text()
    page.locator("[data-place=grid] img").first.wait_for()
    until("the address holds the selection", lambda: "select=lasso" in page.url, pause=page.wait_for_timeout)
    story.looks.at(page, "latent")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.reload()
    until("the selection is there again", lambda: count.inner_text() == chosen, pause=page.wait_for_timeout)
    page.get_by_label("Save as a data set").fill("Chosen")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Open").click()
    story.at("Chosen")
    fast, milliseconds, drawn = page.evaluate(MEASURE)
    if drawn is not None and drawn[3] < 200:
        story.tell(f"a point drawn by WebGL is not there: {drawn}")
    print(f"         70,000 points: {milliseconds:.1f} ms a frame {'by WebGL' if fast else 'in a 2-D canvas'}", flush=True)


def latent_ways(story):
    """Every way through the codes, and t-SNE started and stopped."""
    page = story.page
    story.go("runs/first/latent?select=class=3")
    page.locator("[data-place=map-name]", has_text="points").wait_for()
    for tab, there in [
        ("Units", "[data-place=units] li"), ("Samples", "[data-place=samples] img"), ("Table", "[data-place=table-body] tr"),
    ]:
        page.get_by_role("tab", name=tab).click()
        page.locator(there).first.wait_for()
    page.get_by_role("tab", name="Units").click()
    page.get_by_role("button", name="Row").first.click()
    page.locator("[data-place=units] .strip img").nth(8).wait_for()
    # The header lies above what is scrolled to the top.
    page.evaluate("() => scrollTo(0, 0)")
    page.mouse.click(*pixel(page, 3))
    card = page.locator(".latent-point")
    card.get_by_role("button", name="Line from here").click()
    page.mouse.click(*pixel(page, 40))
    card.get_by_role("button", name="Line to here").click()
    page.locator("[data-place=line] img").nth(9).wait_for()
    card.get_by_role("button", name="Neighbours").click()
    page.locator("[data-place=neighbours] img").nth(23).wait_for()
    page.locator("select[name=colour]").select_option("error")
    page.locator(".ramp-legend", has_text="squared error").wait_for()
    page.locator("select[name=map]").select_option("tsne")
    stop = page.locator("[data-place=work]").get_by_role("button", name="Stop")
    stop.click()
    page.get_by_text("The computation was stopped.").wait_for()


def latent_keyboard(story):
    """From point to point, and points by class and threshold."""
    page, keys = story.page, Keys(story.page, story.tell)
    story.go("runs/first/latent")
    page.locator("[data-place=map-name]", has_text="points").wait_for()
    card = page.locator(".latent-point [data-words]")
    keys.tab_to(".latent-map")
    keys.press("ArrowRight")
    card.wait_for()
    before = card.inner_text()
    keys.press("ArrowRight")
    until("an arrow goes to the next point", lambda: card.inner_text() != before, 5, page.wait_for_timeout)
    keys.press("Enter")
    page.locator(".latent-point").get_by_text("kept").wait_for()
    keys.tab_to("[data-place=threshold] select[name=class]")
    keys.press("ArrowDown")
    keys.tab_to("[data-place=threshold] button")
    keys.press("Enter")
    count = page.locator("[data-place=selected-count]")
    until("a class is selected", lambda: " of " in count.inner_text(), 5, page.wait_for_timeout)
