"""The pages that score many images, find anomalies and denoise, as Tools/check-studio.py uses them with the run `first`."""

import csv
import io

from studio_browser import Keys, until


def _scored(story, heading):
    """Waits until all images are scored and shown."""
    page = story.page
    page.get_by_role("heading", name=heading, level=1).wait_for()
    page.locator("#scoring-status", has_text="done").wait_for()
    page.locator("#picture-rows .tile[style*='data:']").first.wait_for()
    page.locator("#score-table tbody tr").first.wait_for()


def _beyond(story):
    """The number of images beyond the threshold, as the page says it."""
    words = story.page.locator("#share").inner_text().split()
    return int(words[0].replace(",", "")) if "of" in words[:2] else None


def test_many(story):
    page = story.page
    story.go("runs/first")
    page.get_by_role("link", name="Test many").click()
    story.at("Test many images")
    story.looks.at(page, "test-many-new")
    page.get_by_role("tab", name="Folder").click()
    page.locator("#folder").fill("/etc")
    with story.watch.allowing(400, "/runs/first/test-many"):
        page.get_by_role("button", name="Score the images").click()
        page.locator(".field .errors li").first.wait_for()
    page.get_by_role("tab", name="The run’s images").click()
    page.get_by_label("Images at most").fill("600")
    page.get_by_role("button", name="Score the images").click()
    _scored(story, "validation images")
    if (count := page.locator("#picture-rows .picture-row").count()) != 3:
        story.tell(f"there are {count} rows of pictures, not worst, median and best")

    # The line is dragged to the middle of the histogram.
    box = page.locator("#histogram svg").bounding_box()
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 100, steps=5)
    page.mouse.up()
    until("the threshold divides the images", lambda: _beyond(story), 10, page.wait_for_timeout)
    page.get_by_role("heading", name="At the threshold").wait_for()
    story.looks.at(page, "test-many")

    # With the keyboard alone, to where all images are.
    before = _beyond(story)
    page.locator("#histogram [role=slider]").focus()
    page.keyboard.press("Home")
    until("Home puts the threshold before all images", lambda: _beyond(story) == 600, 10, page.wait_for_timeout)
    page.keyboard.press("End")
    until("End puts it at the last", lambda: (_beyond(story) or 600) < before, 10, page.wait_for_timeout)
    shown = _beyond(story)
    # The address is written a moment later.
    page.wait_for_timeout(500)
    if "threshold=" not in page.url:
        story.tell(f"the address does not hold the threshold: {page.url}")
    page.reload()
    until("a reload shows the same", lambda: _beyond(story) == shown, 10, page.wait_for_timeout)

    page.get_by_label("Score", exact=True).select_option("ssim")
    page.locator("#score-table th[aria-sort]", has_text="ssim").wait_for()
    thumbnails = page.locator("#score-table img")
    thumbnails.first.scroll_into_view_if_needed()
    until("a thumbnail for each row", lambda: thumbnails.count() == 25 and thumbnails.first.evaluate(
        "made => made.naturalWidth > 0"), 10, page.wait_for_timeout)
    page.get_by_label("Rows").select_option("worst")
    until("a row for each class", lambda: page.locator(".picture-row").count() == 10, 10, page.wait_for_timeout)
    page.locator(".picture-row .tile[style*='data:']").first.click()
    page.locator("dialog[open] .tile").first.wait_for()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    with page.expect_download() as download:
        page.get_by_role("link", name="Scores as CSV").click()
    with open(download.value.path(), newline="") as file:
        rows = list(csv.DictReader(io.StringIO(file.read())))
    if len(rows) != 600 or not all(float(row["mse01"]) >= 0 for row in rows):
        story.tell(f"the table has {len(rows)} rows: {rows[:1]}")


def anomaly(story):
    page = story.page
    story.go("runs/first")
    page.get_by_role("link", name="Anomalies").click()
    story.at("Anomalies")
    page.locator("#run-part").select_option("validation")
    page.get_by_label("Normal classes").fill("1")
    page.get_by_label("Images at most").fill("400")
    story.looks.at(page, "anomaly-new")
    page.get_by_role("button", name="Score the images").click()
    _scored(story, "validation images")
    page.locator("#roc path.curve").wait_for()
    page.locator("#confusion tbody tr").nth(1).wait_for()
    story.looks.at(page, "anomaly")
    counts = page.locator("#confusion tbody").inner_text()
    keys = Keys(page, story.tell)
    page.locator("#roc [role=slider]").focus()
    keys.press("End")
    until("the ROC curve moves the shared threshold", lambda: page.locator("#confusion tbody").inner_text() != counts, 10,
          page.wait_for_timeout)
    if page.locator("#threshold").input_value() == "":
        story.tell("the threshold of the curve is not that of the histogram")


def denoise(story):
    page = story.page
    story.go("runs/first")
    page.get_by_role("link", name="Denoise").click()
    story.at("Denoise")
    page.locator("#picture .tile[style*='data:']").first.wait_for()
    story.looks.at(page, "denoise")
    before = page.locator("#quality tbody").inner_text()
    page.get_by_label("Kind").select_option("gaussian")
    slider = page.locator("fieldset:not([hidden]) input[type=range]").first
    slider.focus()
    page.keyboard.press("End")
    until("the slider corrupts the images", lambda: page.locator("#quality tbody").inner_text() != before, 10,
          page.wait_for_timeout)
    until("the address holds the corruption", lambda: "corruption=gaussian" in page.url, 10, page.wait_for_timeout)


STEPS = [test_many, anomaly, denoise]
