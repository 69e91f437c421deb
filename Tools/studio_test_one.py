"""Steps of Tools/check-studio.py: a run is tested on an image of a data set, a file, a drawing, and on a letter."""

import struct
import zlib

from studio_browser import Missing, until


def picture(width, height):
    """A grey picture with a gradient, as PNG."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes((7 * x + 3 * y) % 256 for x in range(width)) for y in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class OnePicture:
    """The page of the test of the run `first`."""

    def __init__(self, story):
        self.story, self.page, self.tell = story, story.page, story.tell

    def until(self, what, condition):
        return until(what, condition, pause=self.page.wait_for_timeout)

    def address(self):
        return self.page.url.split("?", 1)[-1]

    def shown(self):
        """The pictures, without what differs from one picture to the next."""
        return self.page.locator(".test-pictures figcaption b").all_inner_texts()

    def new_address(self, what, action):
        """Waits until another picture is named, and its layers are there."""
        before = self.address()
        action()
        self.until(f"{what}: another address", lambda: self.address() != before)
        self.page.locator("#test-result:not([aria-busy])").wait_for()
        self.page.locator(".layer-list > li > details").first.wait_for()

    def data_set(self):
        page = self.page
        self.story.go("runs/first")
        page.get_by_role("link", name="Test", exact=True).click()
        self.story.at("Test first on one picture")
        # An image of the run's own data is there at once.
        page.locator(".layer-list > li > details").first.wait_for()
        page.get_by_role("tab", name="Data set").click()
        # They are there to choose from, with their classes.
        picks = page.locator("#picks img")
        self.until("thumbnails of the run's own images", lambda: picks.count() == 24 and picks.nth(3).evaluate(
            "made => made.naturalWidth > 0"))
        if not picks.nth(3).get_attribute("alt").startswith("Image 3, "):
            self.tell(f"the fourth of the run's own images is called {picks.nth(3).get_attribute('alt')}")
        self.new_address("one of the run's own images", page.locator("#picks button").nth(3).click)
        self.new_address("its own range of pixels", lambda: page.get_by_label("Pixels of the reconstruction").select_option(
            "normalize"))
        page.locator(".test-pictures").get_by_text("black is").wait_for()
        self.new_address("clipped again", lambda: page.get_by_label("Pixels of the reconstruction").select_option("clip"))
        self.new_address("another of the run's own images", page.get_by_role("button", name="Another one").click)
        page.locator("#dataset").select_option(index=1)
        page.locator("#picks button").nth(3).wait_for()
        self.new_address("an image is chosen", page.locator("#picks button").nth(3).click)
        if (names := self.shown()) != ["Image", "Reconstruction", "Difference"]:
            self.tell(f"the pictures of an image of the data set are {names}")
        layers = page.locator(".layer-list > li > details")
        for place in range(layers.count()):
            layers.nth(place).locator("summary").first.click()
            layers.nth(place).locator(".tensor img").first.wait_for()
        self.story.looks.at(page, "test-data-set")
        # Opened layers stay open from one image to the next.
        self.new_address("the next image", page.get_by_role("button", name="Next").click)
        layers.first.locator(".tensor img").first.wait_for()
        if page.locator(".layer-list > li > details[open]").count() != layers.count():
            self.tell("opened layers are closed by the next image")
        before = self.address()
        page.go_back()
        self.until("back to the image before", lambda: self.address() != before)

    def file(self):
        page = self.page
        page.get_by_role("tab", name="File").click()
        source = page.locator("file-upload input[type=file]")
        self.new_address("a file", lambda: source.set_input_files(
            {"name": "wide.png", "mimeType": "image/png", "buffer": picture(60, 40)}))
        page.locator("#test-result").get_by_text("resized from 60x40 to 28x28").wait_for()
        if "Picture" not in self.shown():
            self.tell(f"a file of another size is not shown as it is: {self.shown()}")
        self.story.looks.at(page, "test-file")
        with self.story.watch.allowing(422, "/pictures/letter.png"):
            source.set_input_files({"name": "letter.png", "mimeType": "image/png", "buffer": b"Dear reader"})
            page.get_by_text("not a picture of a known format").first.wait_for()

    def drawing(self):
        page = self.page
        page.get_by_role("tab", name="Draw").click()
        board = page.locator("drawing-board canvas")
        box = board.bounding_box()

        def draw():
            page.mouse.move(box["x"] + 60, box["y"] + 60)
            page.mouse.down()
            page.mouse.move(box["x"] + 200, box["y"] + 200, steps=5)
            page.mouse.up()

        self.new_address("a drawing", draw)
        board.focus()

        def type_line():
            for key in ("Space", "ArrowRight", "ArrowRight", "ArrowRight", "Space"):
                page.keyboard.press(key)

        self.new_address("a drawing with the keyboard", type_line)


def test_one(story):
    """Tests the run `first` on pictures of every source."""
    steps = OnePicture(story)
    for step in (steps.data_set, steps.file, steps.drawing):
        try:
            step()
        except Missing as error:
            raise Missing(f"{step.__name__}: {error}") from error
