"""A step of Tools/check-studio.py: runs that differ in their seed alone are one line with a band."""

from studio_models import remove, start, wait_done


def compare_seeds(story):
    """Two seeds and another run: their mean in curves and metrics, each seed by itself, and reports of all."""
    page = story.page
    body = {
        "name": "AE/x", "model": {"name": "AE"}, "data": {"dataset": "pictures", "resize": "16x16"},
        "training": {"epochs": 3, "batch_size": 8, "seed": [0, 1]},
    }  # fmt: skip
    names = start(story, body)
    wait_done(story, names)
    query = "&".join(f"run={name.replace('=', '%3D')}" for name in [*names, "first"])
    story.go(f"runs/compare?{query}")
    story.at("3 runs side by side")
    chart = page.locator("line-chart#psnr")
    chart.scroll_into_view_if_needed()
    chart.locator(".chart-legend button", has_text="2 seeds").wait_for()
    chart.get_by_role("button", name="Table").click()
    chart.locator(".chart-table td", has_text="±").first.wait_for()
    if page.locator("#metrics td", has_text="±").count() == 0:
        story.tell("the table of metrics has no mean of the seeds")
    story.looks.at(page, "compare-seeds")
    part = page.locator("#report")
    part.get_by_role("button", name="Write the report").click()
    link = part.get_by_role("link", name="Report of this comparison")
    link.wait_for(timeout=60_000)
    text = page.request.get(link.evaluate("(link) => link.href")).text()
    for words in ("Settings that differ", "<polygon ", "2 seeds", "data:image/png;base64,"):
        if words not in text:
            story.tell(f"the report of the comparison has no {words}")
    page.get_by_role("link", name="Show each seed").click()
    page.get_by_role("link", name="Show the mean of seeds").wait_for()
    chart.scroll_into_view_if_needed()
    chart.locator(".chart-legend button").nth(1).wait_for()
    if chart.locator(".chart-legend button", has_text="2 seeds").count():
        story.tell("seeds that were taken apart are still one line")
    story.go()
    remove(story, names)
