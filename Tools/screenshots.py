"""Makes the documentation's pictures of the Studio again, from a real run: the demonstration of a first visit.

    python Tools/screenshots.py .build/release/hourglass-studio .build/release/hourglass FOLDER

Writes studio-run.png, studio-layers.png and studio-latent.png into FOLDER. Needs `pip install playwright`, and the Debian
packages chromium and dataset-fashion-mnist.
"""

import argparse
import os
import sys
import tempfile

from studio_browser import Missing, Server, until

CHROMIUM = "/usr/bin/chromium"
SIZE = {"width": 1200, "height": 880}
MOST = 200_000
"""The most bytes of a picture."""


def to_top(page, selector):
    """Scrolls until an element is below the head of the page."""
    page.evaluate("(selector) => document.querySelector(selector).scrollIntoView({ block: 'start' })", selector)
    page.evaluate("() => scrollBy(0, -64)")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def run_page(page, server):
    # PCA and the mean image are measured when they are asked for first.
    chart = server.url + "runs/demonstration/metrics.json?chart=mse01"
    until("the baselines", lambda: page.request.get(chart).json().get("baselines"), 60, page.wait_for_timeout)
    page.goto(server.url + "runs/demonstration")
    page.locator("film-strip .film-rows canvas").first.wait_for()
    page.locator("line-chart .chart-plot canvas").nth(1).wait_for()
    page.locator("film-strip output", has_text="step").wait_for()
    to_top(page, "section:has(> film-strip)")


def layers_page(page, server):
    page.goto(server.url + "runs/demonstration/test")
    page.locator("#test-result:not([aria-busy])").wait_for()
    layer = page.locator(".layer-list > li > details").nth(1)
    layer.locator("summary").first.click()
    layer.locator(".tensor img").first.wait_for()
    page.wait_for_function("() => [...document.images].every((image) => image.complete || image.loading === 'lazy')")
    to_top(page, ".card:has(.layer-list)")


def latent_page(page, server):
    page.goto(server.url + "runs/demonstration/latent")
    page.locator("[data-place=map-name]", has_text="points").wait_for()
    box = page.locator(".latent-map").bounding_box()
    # A click on empty space decodes that point.
    page.get_by_role("button", name="Decode", exact=True).click()
    page.mouse.click(box["x"] + box["width"] * 0.52, box["y"] + box["height"] * 0.55)
    page.locator(".latent-point img").wait_for()
    page.wait_for_function("() => [...document.images].every((image) => image.complete)")


PAGES = {"studio-run": run_page, "studio-layers": layers_page, "studio-latent": latent_page}


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the documentation's pictures of the Studio again.")
    parser.add_argument("studio", type=os.path.abspath, help="the program hourglass-studio")
    parser.add_argument("hourglass", type=os.path.abspath, help="the program hourglass")
    parser.add_argument("folder", type=os.path.abspath, help="the folder of the pictures")
    arguments = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory(prefix="screenshots-") as folder, sync_playwright() as playwright:
        server = Server(arguments.studio, arguments.hourglass, folder)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            server.start()
            page = browser.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
            started = page.request.post(server.url + "demonstration")
            if not started.ok:
                raise Missing(started.text())

            def is_done():
                state = page.request.get(server.url + "runs/demonstration.json").json()["status"]
                if state in ("failed", "aborted", "interrupted"):
                    raise Missing(f"the run is {state}")
                return state == "done"

            until("the demonstration is trained", is_done, 300, page.wait_for_timeout)
            for name, show in PAGES.items():
                show(page, server)
                path = f"{arguments.folder}/{name}.png"
                page.screenshot(path=path)
                if (size := os.path.getsize(path)) > MOST:
                    raise Missing(f"{path}: expected at most {MOST} bytes, got {size}")
                print(f"{size:7} bytes  {path}")
        except Missing as error:
            print(f"error: {error}", file=sys.stderr)
            return 1
        finally:
            browser.close()
            server.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
