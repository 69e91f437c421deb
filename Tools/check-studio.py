"""Uses the Studio as a person does, in Debian's Chromium: data sets, a network, training, a crash, a clone, deleting.

    python Tools/check-studio.py .build/release/hourglass-studio .build/release/hourglass SCREENSHOTS

Needs `pip install playwright axe-playwright-python`, and the Debian packages chromium and dataset-fashion-mnist; says
what is missing and exits with 77 where one is. The server is started on a folder of runs of its own. All of these are
failures: an error of the console, a CSP report, an answer of 400 and more that the step does not provoke, a serious
finding of axe, a page wider than its window. Each page is kept as four pictures: 1280 and 390 pixels wide,
light and dark. Prints a line for each step with its seconds; exits with 1 after a line for each failure.
"""

import argparse
import os
import signal
import struct
import sys
import tempfile
import time
import zlib

import studio_test_many
from studio_browser import WAIT, Keys, Looks, Missing, Server, Watch, until
from studio_compare import compare_seeds
from studio_devices import devices
from studio_families import families
from studio_forms import kinds, without_scripts
from studio_latent import latent_keyboard, latent_map, latent_ways
from studio_models import first_visit, models, report
from studio_processes import processes
from studio_test_one import test_one

CHROMIUM = "/usr/bin/chromium"
FASHION = "/usr/share/datasets/fashion-mnist"

NETWORK = """name: Mine
encoder:
  - flatten
  - liner: {units: 64, activation: relu}
decoder:
  - linear: {units: image, activation: sigmoid}
  - reshape: image
loss: {bce: 1}
"""
WRONG, RIGHT, LINE = "liner", "linear", 4

EPOCHS = 80
"""Of the run that is followed: it must outlive two ends of the server."""


def write_pictures(folder):
    """Two classes of 24 small grey pictures as PNG."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    for name, slope in (("rising", 1), ("falling", -1)):
        os.makedirs(f"{folder}/{name}")
        for number in range(24):
            rows = b"".join(
                b"\0" + bytes((8 * (x + slope * y) + 5 * number) % 256 for x in range(20)) for y in range(16))
            with open(f"{folder}/{name}/{number:02}.png", "wb") as file:
                file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 20, 16, 8, 0, 0, 0, 0))
                           + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class Story:
    """The way of one person through the Studio."""

    def __init__(self, page, server, looks, watch, tell):
        self.page, self.server, self.looks, self.watch, self.tell = page, server, looks, watch, tell

    def go(self, path=""):
        self.page.goto(self.server.url + path)

    def at(self, heading):
        """Waits until the page with this heading is there, and its scripts have run."""
        self.page.get_by_role("heading", name=heading, level=1).wait_for()
        self.page.wait_for_load_state()

    def status(self):
        return self.page.locator("main .page-head .badge").first.inner_text().strip()

    def wait_status(self, *wanted, seconds=WAIT):
        return until(f"{self.page.url}: {' or '.join(wanted)}",
                     lambda: (now := self.status()) in wanted and now, seconds, self.page.wait_for_timeout)

    def points(self):
        """The rows of the table of the chart of losses."""
        return self.page.locator("line-chart").first.locator(".chart-table tbody tr").count()

    def film(self):
        """The steps of the film after the first."""
        return int(self.page.locator("film-strip input[type=range]").get_attribute("max"))

    def follow(self):
        """Opens the table of the first chart, and waits until points and film are there."""
        self.page.locator("line-chart").first.get_by_role("button", name="Table").click()
        self.page.evaluate("() => { window.sameDocument = true; }")

    def wait_growth(self, what, seconds=WAIT):
        """Waits until both the curve and the film have grown, in the same document."""
        for name, count in (("points", self.points), ("steps of the film", self.film)):
            before = count()
            until(f"{what}: more {name} than {before}", lambda: count() > before, seconds, self.page.wait_for_timeout)
        if not self.page.evaluate("() => window.sameDocument === true"):
            self.tell(f"{what}: the page was loaded again")

    def surveyed(self):
        """Waits until the page of a data set has the mean image, and images as training sees them."""
        page = self.page
        page.locator("main").get_by_text("Being computed").wait_for(state="detached")
        # They are computed once the section is in sight.
        page.locator("#transforms").scroll_into_view_if_needed()
        page.locator("#transform-table img").first.wait_for()

    # Steps

    def empty(self):
        page = self.page
        self.go()
        page.get_by_role("heading", name="Nothing here yet").wait_for()
        page.get_by_role("button", name="Start the demonstration").wait_for()
        self.looks.at(page, "home-empty")

    def known_data_set(self):
        page = self.page
        page.get_by_role("link", name="Make a data set").click()
        self.at("New data set")
        page.get_by_role("tab", name="Known data set").click()
        page.get_by_label("Fashion-MNIST").check()
        page.get_by_label("Title").fill("Clothes")
        page.locator("#preview-found").get_by_text("70,000").or_(page.locator("#preview-found img")).first.wait_for()
        self.looks.at(page, "data-set-new-known")
        page.locator("#make").click()
        self.at("Clothes")
        page.get_by_role("link", name="Explore", exact=True).wait_for()
        page.get_by_role("textbox", name="Notes").wait_for()
        self.surveyed()
        self.looks.at(page, "data-set-known")

    def imported_data_set(self):
        page = self.page
        self.go("datasets/new")
        page.get_by_label("Folder", exact=True).fill(f"{self.server.folder}/pictures")
        page.get_by_text("Import 48 images").wait_for()
        self.looks.at(page, "data-set-new-folder")
        # What was typed is there again.
        page.reload()
        page.get_by_text("Import 48 images").wait_for()
        page.locator("#make").click()
        self.at("pictures")
        page.get_by_role("link", name="Explore", exact=True).wait_for()
        self.surveyed()
        self.looks.at(page, "data-set-imported")
        page.get_by_role("link", name="Explore", exact=True).click()
        page.locator("main img").first.wait_for()
        self.looks.at(page, "data-set-explore")

    def network(self):
        page = self.page
        self.go("runs/new")
        # Fields that nobody has been at are to be filled in, not wrong.
        page.locator("run-outline").get_by_text("2 fields to fill in").wait_for()
        page.locator(".outline-errors .open").nth(1).wait_for()
        page.get_by_label("Data set", exact=True).select_option(label=next(
            text for text in page.get_by_label("Data set", exact=True).locator("option").all_inner_texts()
            if text.startswith("Clothes")))
        page.get_by_role("tab", name="Custom network").click()
        page.locator("network-editor .CodeMirror").click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(NETWORK)
        fault = page.locator(".editor-errors li", has_text=WRONG)
        fault.wait_for()
        if not fault.inner_text().strip().startswith(f"Line {LINE}:"):
            self.tell(f"the error of the network is said so: {fault.inner_text()}")
        self.looks.at(page, "run-new-error")
        fault.get_by_role("button").click()
        # The first Home goes to the first letter of the line.
        for key in ("End", "Home", "Shift+End"):
            page.keyboard.press(key)
        page.keyboard.insert_text(NETWORK.splitlines()[LINE - 1].strip().replace(WRONG, RIGHT))
        page.get_by_text("No errors.").wait_for()
        page.locator("[data-part=model]").get_by_text("code 64").wait_for()
        self.looks.at(page, "run-new-right")
        # Neither a reload nor a look at another page costs what was typed.
        for again in (page.reload, self.away_and_back):
            again()
            page.get_by_text("No errors.").wait_for()
            page.locator("[data-part=model]").get_by_text("code 64").wait_for()

    def away_and_back(self):
        self.page.get_by_role("link", name="Models", exact=True).first.click()
        self.at("Models")
        self.page.go_back()
        self.at("New run")

    def training(self):
        page = self.page
        page.get_by_label("Name of the run").fill("first")
        page.get_by_label("Epochs", exact=True).fill(f"{EPOCHS}")
        page.get_by_role("button", name="Start training").click()
        self.at("first")
        self.wait_status("running")
        page.locator("film-strip input[type=range]").wait_for()
        self.follow()
        self.wait_growth("training")
        page.locator("#run-actions").get_by_role("link", name="Test", exact=True).wait_for()
        # The pictures that the film is compared with came after the page.
        page.locator("film-strip .film-rows img").wait_for()
        self.looks.at(page, "run-running")

    def others(self):
        page = self.page
        self.go()
        page.locator(".running-card").wait_for()
        self.looks.at(page, "home-running")
        self.go("jobs")
        self.looks.at(page, "jobs")
        page.locator("main table a").first.click()
        self.looks.at(page, "job")

    def found_again(self):
        page = self.page
        self.go("runs/first")
        self.follow()
        self.wait_growth("before the crash")
        self.watch.is_down = True
        self.server.kill()
        if not self.server.children():
            self.tell("the training ended with the server")
        self.server.start()
        # The page's stream of events comes back by itself.
        self.wait_growth("after the crash")
        self.watch.is_down = False
        self.wait_status("running")

    def interrupted(self):
        page = self.page
        self.watch.is_down = True
        self.server.kill()
        self.server.kill_children()
        self.server.start()
        self.go("runs/first")
        self.watch.is_down = False
        self.wait_status("interrupted")
        self.looks.at(page, "run-interrupted")
        page.get_by_role("button", name="Resume").click()
        self.wait_status("running")

    def done(self):
        page = self.page
        self.wait_status("done", seconds=240)
        # The event that says so changes all parts of the page.
        rest = page.get_by_role("button", name="Pause").or_(page.get_by_role("button", name="Abort")).or_(
            page.get_by_role("button", name="Live", exact=True))
        until("Pause, Abort and Live go with the status", lambda: rest.filter(visible=True).count() == 0, 1.5,
              page.wait_for_timeout)
        page.get_by_role("heading", name="Results").wait_for()
        self.looks.at(page, "run-done")

    def clone(self):
        page = self.page
        page.get_by_role("link", name="Clone").click()
        page.get_by_text("what you change is marked").wait_for()
        page.wait_for_load_state()
        page.locator("network-editor .CodeMirror").wait_for()
        text = page.locator("#network-text").input_value()
        if "units: 64" not in text:
            self.tell(f"the clone's network is {text!r}")
        epochs = page.get_by_label("Epochs", exact=True)
        if epochs.input_value() != f"{EPOCHS}":
            self.tell(f"the clone's epochs are {epochs.input_value()!r}")
        if page.locator(".field.changed").count():
            self.tell(f"marked before a change: {page.locator('.field.changed label').all_inner_texts()}")
        epochs.fill("2")
        page.locator(".field.changed", has=epochs).wait_for()
        if page.locator(".field.changed").count() != 1:
            self.tell(f"marked as changed: {page.locator('.field.changed label').all_inner_texts()}")
        page.get_by_label("Name of the run").fill("second")
        page.get_by_text("1 run of 2 epochs").wait_for()
        self.looks.at(page, "run-new-clone")
        page.get_by_role("button", name="Start training").click()
        self.at("second")
        self.wait_status("done")

    def compare(self):
        page = self.page
        self.go()
        # A metric is its best value.
        page.get_by_role("searchbox", name="Filter").fill("psnr>0 status:done")
        page.get_by_text("2 runs", exact=True).or_(page.get_by_text("2 of")).first.wait_for()
        for name in ("first", "second"):
            page.locator(f"#runs tr[data-id='{name}'] input").check()
        with page.expect_navigation() as navigation:
            page.get_by_role("button", name="Compare").click()
        if navigation.value.status != 200:
            self.tell("runs cannot be compared")
            return
        row = page.locator("[aria-labelledby=settings-title] tbody tr", has_text="epochs")
        row.wait_for()
        if (values := sorted(row.locator("td").all_inner_texts())) != sorted(["2", f"{EPOCHS}"]):
            self.tell(f"the compared epochs are {values}")
        page.locator("line-chart .chart-plot canvas").first.wait_for()
        self.looks.at(page, "compare")

    def delete(self):
        page = self.page
        row = page.locator("#runs tr[data-id='second']")
        self.go("runs/second")
        page.locator("film-strip .film-rows img").wait_for()
        page.locator("line-chart .chart-plot canvas").nth(1).wait_for()
        page.get_by_role("button", name="Delete").click()
        page.get_by_role("button", name="Undo").wait_for()
        until("the row of the deleted run goes", lambda: row.count() == 0, pause=page.wait_for_timeout)
        self.looks.at(page, "home-deleted")
        page.get_by_role("button", name="Undo").click()
        row.wait_for()
        row.locator("input").check()
        page.locator("[data-bulk]").get_by_role("button", name="Delete").click()
        page.get_by_role("button", name="Undo").wait_for()
        page.reload()
        page.locator("#runs tr[data-id='first']").wait_for()
        if row.count():
            self.tell("a deleted run is still in the table")
        self.looks.at(page, "home")

    # The keyboard alone

    def keyboard_run(self):
        page, keys = self.page, Keys(self.page, self.tell)
        self.go()
        keys.tab_to("header nav a[href$='runs/new']")
        keys.press("Enter")
        self.at("New run")
        keys.tab_to("details.menu summary")
        keys.press("Enter")
        keys.tab_to("a[href$='preset=ae']")
        keys.press("Enter")
        # The preset's data set, MNIST, may not be on this machine: its layers are shown all the same.
        page.get_by_text("Filled from").wait_for()
        page.wait_for_load_state()
        page.locator("[data-part=model]:not([hidden])").wait_for()
        keys.tab_to("[name='data.dataset']")
        page.keyboard.type("Clothes")
        page.get_by_text("1 run of").wait_for()
        keys.tab_to("#name")
        page.keyboard.type("third")
        keys.tab_to("#training-epochs")
        keys.press("Control+a")
        page.keyboard.type("3")
        page.locator("[data-part=model]:not([hidden])").wait_for()
        keys.tab_to("button.primary")
        keys.press("Enter")
        self.at("third")
        self.wait_status("done")

    def keyboard_film(self):
        page, keys = self.page, Keys(self.page, self.tell)
        until("steps of the film", lambda: self.film() > 1, pause=page.wait_for_timeout)
        shown = page.locator("film-strip output")
        keys.tab_to("film-strip input[type=range]")
        for key in ("ArrowLeft", "Home", "ArrowRight", "End"):
            before = shown.inner_text()
            keys.press(key)
            until(f"{key} steps the film", lambda: shown.inner_text() != before, 5, page.wait_for_timeout)
        keys.tab_to(".chart-plot")
        before = shown.inner_text()
        keys.press("ArrowLeft")
        until("ArrowLeft in a chart steps the film", lambda: shown.inner_text() != before, 5, page.wait_for_timeout)

    def keyboard_table(self):
        page, keys = self.page, Keys(self.page, self.tell)
        rows = page.locator("#runs tbody tr[data-id]")

        def shown():
            return [row.get_attribute("data-id") for row in rows.all()]

        def becomes(what, count):
            until(what, lambda: rows.count() == count, 5, page.wait_for_timeout)

        self.go()
        rows.first.wait_for()
        # Whatever runs earlier steps have left.
        names = shown()
        if len(names) < 2:
            raise Missing(f"two runs in the table: there is only {names[0]}")
        keys.press("/")
        page.keyboard.type(names[-1])
        becomes("the filter leaves the run that it names", sum(names[-1] in name for name in names))
        keys.press("Control+a", "Backspace")
        becomes("all rows are back", len(names))
        keys.tab_to("th[data-column=name] button")
        orders = []
        for order in ("ascending", "descending"):
            keys.press("Enter")
            page.locator(f"th[data-column=name][aria-sort={order}]").wait_for()
            orders.append(shown())
        if orders[0] != orders[1][::-1] or min(names) != orders[0][0]:
            self.tell(f"the table is sorted {orders[0]} and {orders[1]}")
        keys.tab_to("#runs tbody tr[data-id]")
        keys.press("Home", "Space", "Delete")
        becomes("the row of the deleted run goes", len(names) - 1)
        keys.tab_to(".toast button")
        keys.press("Enter")
        becomes("the row is back", len(names))
        page.reload()
        rows.first.wait_for()
        if sorted(shown()) != sorted(names):
            self.tell(f"after Undo the runs are {shown()}, before {names}")


STEPS = [
    Story.empty, Story.known_data_set, Story.imported_data_set, Story.network, Story.training, Story.others,
    Story.found_again, Story.interrupted, Story.done, Story.clone, Story.compare, compare_seeds,
    kinds, without_scripts, devices, processes, models, report, first_visit, families, Story.delete, test_one, latent_map,
    latent_ways, *studio_test_many.STEPS, Story.keyboard_run, Story.keyboard_film, Story.keyboard_table, latent_keyboard,
]  # fmt: skip


def missing():
    """The reason why nothing can be checked here, else None."""
    try:
        import axe_playwright_python.sync_playwright
        import playwright.sync_api  # noqa: F401
    except ImportError as error:
        return f"Python has no {error.name}"
    for path, package in ((CHROMIUM, "chromium"), (FASHION, "dataset-fashion-mnist")):
        if not os.path.exists(path):
            return f"{path} is missing; Debian's package {package} has it"
    return None


def main() -> int:
    parser = argparse.ArgumentParser(description="Use the Studio as a person does, in a browser.")
    parser.add_argument("studio", type=os.path.abspath, help="the program hourglass-studio")
    parser.add_argument("hourglass", type=os.path.abspath, help="the program hourglass")
    parser.add_argument("screenshots", type=os.path.abspath, help="the folder for pictures of every page")
    arguments = parser.parse_args()
    if reason := missing():
        print(f"not checked: {reason}")
        return 77

    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Error, sync_playwright

    # A request to end ends the server too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    failures = {}
    os.makedirs(arguments.screenshots, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="check-studio-") as folder, sync_playwright() as playwright:
        write_pictures(f"{folder}/pictures")
        # Data sets of this machine's user are not there, on any machine.
        places = {name: f"{folder}/data" for name in ("HOURGLASS_DATA", "XDG_CACHE_HOME")}
        server = Server(arguments.studio, arguments.hourglass, folder, environment=places)
        # A container's Chromium has no sandbox of its own; the pages come from this machine.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        begin = time.monotonic()

        def tell(text):
            text = text.replace(server.url, "/")
            if failures.setdefault(text, 0) == 0:
                print(f"  failure: {text}", flush=True)
            failures[text] += 1

        try:
            print(f"{server.start():6.2f} s  the server answers, {server.memory():.0f} MB")
            page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
            page.set_default_timeout(WAIT * 1000)
            story = Story(page, server, Looks(Axe(), arguments.screenshots, tell), Watch(page, tell), tell)
            for step in STEPS:
                start = time.monotonic()
                try:
                    step(story)
                except (Missing, Error) as error:
                    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
                    tell(f"{step.__name__}: {' '.join(lines[:4])}")
                    page.screenshot(path=f"{arguments.screenshots}/failed-{step.__name__}.png", full_page=True)
                print(f"{time.monotonic() - start:6.2f} s  {step.__name__.replace('_', ' ')}", flush=True)
            print(f"{time.monotonic() - begin:6.2f} s  in all; the server has {server.memory():.0f} MB")
        except Missing as error:
            tell(str(error))
        finally:
            browser.close()
            server.end()
    for text, count in failures.items():
        print(f"FAILED: {text}" + (f" ({count} times)" if count > 1 else ""))
    print(f"{len(failures)} failures" if failures else "no failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
