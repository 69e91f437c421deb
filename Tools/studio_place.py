"""What Tools/check-studio-faults.py uses: a folder for each check, with small images, servers and a browser."""

import os
import struct
import subprocess

from studio_browser import WAIT, Missing, Server, Watch, until
from studio_client import send

CHROMIUM = "/usr/bin/chromium"


class Skipped(Exception):
    """Why something cannot be checked here."""


class Browser:
    """Debian's Chromium, started when it is first needed."""

    def __init__(self):
        self.playwright = self.browser = None

    def page(self):
        if self.browser is None:
            try:
                from playwright.sync_api import sync_playwright
            except ImportError as error:
                raise Skipped(f"Python has no {error.name}") from error
            if not os.path.exists(CHROMIUM):
                raise Skipped(f"{CHROMIUM} is missing; Debian's package chromium has it")
            self.playwright = sync_playwright().start()
            # A container's Chromium has no sandbox of its own; the pages come from this machine.
            self.browser = self.playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        # A context of its own: cookies of one check are not those of another.
        page = self.browser.new_context(
            viewport={"width": 1280, "height": 900}, reduced_motion="reduce").new_page()
        page.set_default_timeout(WAIT * 1000)
        return page

    def end(self):
        if self.browser is not None:
            self.browser.close()
            self.playwright.stop()


class Place:
    """A folder of one check, with all that it starts."""

    def __init__(self, studio, hourglass, folder, browser, tell):
        self.studio, self.hourglass, self.folder, self.browser, self.tell = studio, hourglass, folder, browser, tell
        self.servers, self.endings = [], []

    def server(self, *options, start=True, **settings):
        """A server on the folder of runs, which ends with the check; the first unless there is one."""
        server = Server(self.studio, settings.pop("hourglass", self.hourglass), settings.pop("folder", self.folder),
                        *options, **settings)
        self.servers.append(server)
        if start:
            server.start()
        return server

    def page(self, tell=None):
        page = self.browser.page()
        self.endings.append(page.context.close)
        return page, Watch(page, tell or self.tell)

    def end(self):
        for ending in reversed(self.endings):
            ending()
        for server in self.servers:
            server.end()

    def expect(self, what, got, *wanted):
        """Tells of a value that is none of those wanted."""
        if got not in wanted:
            self.tell(f"{what}: expected {' or '.join(map(repr, wanted))}, got {got!r}")
        return got in wanted

    def digits(self, name="digits"):
        """The folder of 64 training and 16 test images of 12 x 10 in four classes, as IDX files."""
        folder = os.path.join(self.folder, name)
        os.makedirs(folder)
        for part, count in (("train", 64), ("t10k", 16)):
            pixels = bytes((k * 2654435761 >> 8) % 256 for k in range(count * 120))
            with open(f"{folder}/{part}-images-idx3-ubyte", "wb") as file:
                file.write(struct.pack(">BBBBIII", 0, 0, 8, 3, count, 12, 10) + pixels)
            with open(f"{folder}/{part}-labels-idx1-ubyte", "wb") as file:
                file.write(struct.pack(">BBBBI", 0, 0, 8, 1, count) + bytes(k % 4 for k in range(count)))
        return folder

    def train(self, server, name, images, epochs=2):
        """Queues a training of `epochs` epochs on the images in a folder."""
        answer = send(server.port, "POST", "/runs.json", {
            "name": name, "threads": 1, "model": {"name": "AE", "code_size": 9},
            "data": {"dataset": images, "validation": "first 8"},
            "training": {"epochs": epochs, "batch_size": 8, "tensorboard": False}})
        if answer.status != 201 and answer.status != 200:
            raise Missing(f"no training: {answer.status} {answer.message}")
        return name

    def train_now(self, name, images, epochs=2, runs="runs"):
        """Trains with the program itself."""
        path = os.path.join(self.folder, "run.yaml")
        with open(path, "w") as file:
            file.write(f"model: {{name: AE, code_size: 9}}\ndata: {{dataset: {images}, validation: first 8}}\n"
                       f"training: {{batch_size: 8, epochs: {epochs}, tensorboard: false}}\n")
        subprocess.run(
            [self.hourglass, "train", path, "--name", name, "--runs", os.path.join(self.folder, runs), "--threads", "1"],
            check=True, stdout=subprocess.DEVNULL, timeout=120)


def run(server, name):
    """The document of a run; None where there is none."""
    answer = send(server.port, "GET", f"/runs/{name}.json")
    return answer.json if answer and answer.status == 200 else None


def status(server, name):
    return (run(server, name) or {}).get("status")


def wait_status(server, name, *wanted, seconds=WAIT):
    """Waits until a run has one of these states, and returns its document."""
    try:
        return until(f"the run {name} is {' or '.join(wanted)}",
                     lambda: (found := run(server, name)) and found["status"] in wanted and found, seconds)
    except Missing as error:
        raise Missing(f"{error}; it is {status(server, name)}") from error


def wait_epochs(server, name, count=1):
    """Waits until a training has written some epochs."""
    path = f"{server.runs}/{name}/metrics.jsonl"

    def lines():
        try:
            with open(path) as file:
                return sum(1 for _ in file) >= count
        except OSError:
            return False

    until(f"{count} epochs of {name}", lines)


