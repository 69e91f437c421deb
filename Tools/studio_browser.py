"""What Tools/check-studio.py uses: a server that is ended for certain, and a browser that notices every fault."""

import contextlib
import os
import re
import signal
import subprocess
import time
from urllib.parse import urlsplit

import studio_tree

WAIT = 40.0
"""The most seconds that anything may take to appear."""


EDITOR_SCROLLS = ("scrollable-region-focusable", ".CodeMirror-scroll")
"""A finding of axe that is none."""


class Missing(Exception):
    """What was waited for did not come."""


def until(what, condition, seconds=WAIT, pause=None):
    """The first true value of `condition`; `pause` lets time pass between two looks."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise Missing(f"{what}: not within {seconds:g} s")
        pause(50) if pause else time.sleep(0.05)
    return value


class Server:
    """A server on a folder of runs, at the same port again after each start."""

    def __init__(self, studio, hourglass, folder, *options, environment=None, before=None):
        """`options` are the program's; `before` is called in the new process before the program is."""
        self.runs, self.folder, self.port = os.path.join(folder, "runs"), folder, 0
        self.hourglass = hourglass
        self.command = [studio, "--runs", self.runs, "--hourglass", hourglass, "--roots", folder, *options]
        self.output = os.path.join(folder, "server.log")
        self.environment, self.before = {**os.environ, **(environment or {})}, before
        self.process = None

    def start(self):
        """Starts it; the seconds until it said its address."""
        begin = time.monotonic()
        with open(self.output, "w") as output:
            # Signals that are ignored here are ignored there: a file that is too large is then an error, no end.
            self.process = subprocess.Popen(
                [*self.command, "--port", str(self.port)], stdout=output, stderr=subprocess.STDOUT, cwd=self.folder,
                env=self.environment, preexec_fn=self.before, restore_signals=self.before is None)
        until("the address of the server", self._read)
        return time.monotonic() - begin

    def _read(self):
        with open(self.output) as output:
            text = output.read()
        if self.process.poll() is not None:
            raise Missing(f"the server ended with {self.process.returncode}: {text.strip()}")
        found = re.search(r"http://[\w.]+:(\d+)/", text)
        if found:
            self.port = int(found[1])
        return found

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/"

    def memory(self):
        """Its resident memory in MB."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) / 1024

    def children(self):
        """The ids of processes that work on the folder of runs, without the server."""
        found = []
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{name}/cmdline", "rb") as file:
                    words = file.read().decode(errors="replace").split("\0")
            except OSError:
                continue
            if int(name) not in (os.getpid(), self.process.pid) and any(self.runs in word for word in words):
                found.append(int(name))
        return found

    def kill(self):
        self.process.kill()
        self.process.wait()

    def kill_children(self):
        for number in self.children():
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                pass
        until("the end of the trainings", lambda: not self.children())

    def end(self):
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        self.kill_children()


class Watch:
    """Notices errors of the console, answers that nothing allows, CSP reports and exceptions of a page."""

    def __init__(self, page, tell):
        self.tell, self.is_down, self.allowed = tell, False, set()
        page.add_init_script(
            "addEventListener('securitypolicyviolation', (event) => console.error("
            "`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))")
        page.on("pageerror", lambda error: tell(f"{page.url}: exception: {error}"))
        page.on("console", lambda message: self._console(page, message))
        page.on("response", self._response)

    @contextlib.contextmanager
    def allowing(self, status, path):
        """Within, an answer that is provoked on purpose, such as 400 of `/runs/check`."""
        self.allowed.add((status, path))
        yield
        self.allowed.remove((status, path))

    def _response(self, response):
        path = urlsplit(response.url).path
        if response.status >= 400 and (response.status, path) not in self.allowed:
            self.tell(f"{response.request.method} {path} answered {response.status}")

    def _console(self, page, message):
        if message.type not in ("error", "warning"):
            return
        path = urlsplit(message.location.get("url", "")).path
        status = re.search(r"responded with a status of (\d+)", message.text)
        if status and (int(status[1]), path) in self.allowed:
            return
        # While the server is down its stream of events asks for it again and again.
        if self.is_down and "net::ERR_" in message.text:
            return
        # A screenshot of what a graphics card has drawn waits for it.
        if "GL Driver Message" in message.text:
            return
        self.tell(f"{page.url}: console: {message.text} ({path})")


class Looks:
    """Looks at pages in two widths and two themes: axe, the tree of roles and names, overflow, a screenshot of each."""

    def __init__(self, axe, folder, tell):
        self.axe, self.folder, self.tell, self.count = axe, folder, tell, 0

    def at(self, page, name):
        """Looks in both widths and both themes."""
        self._look(page, name, [(width, theme) for width in (1280, 390) for theme in ("light", "dark")], full_page=True, axe=[1280, 390])

    def glance(self, page, name, with_axe=True):
        """Looks once in each width; for pages of which others of their kind are looked at more closely."""
        self._look(page, name, [(1280, "light"), (390, "dark")], full_page=False, axe=[390] if with_axe else [])

    def _look(self, page, name, ways, full_page, axe):
        self.count += 1
        page.wait_for_function(
            "() => !document.querySelector('#preview[aria-busy]')"
            " && [...document.images].every((image) => image.complete || image.loading === 'lazy')")
        for width, theme in ways:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            # Charts draw themselves again in the next frames; scrolled, the header would be in the middle.
            page.evaluate("() => scrollTo(0, 0)")
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            place = f"{name}, {width} px, {theme}"
            self._overflow(page, place, width)
            page.screenshot(path=f"{self.folder}/{self.count:02}-{name}-{width}-{theme}.png", full_page=full_page)
            if width in axe:
                self._axe(page, place)
            # Colours are nothing to a screen reader.
            if theme == "dark":
                for fault in studio_tree.faults(page):
                    self.tell(f"{place}: {fault}")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")

    def _overflow(self, page, place, width):
        over = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            wide = page.evaluate(
                "(width) => [...document.querySelectorAll('main *')].filter((part) =>"
                " part.getBoundingClientRect().right > width + 1 && !part.parentElement.closest('.table-scroll'))"
                ".slice(0, 3).map((part) => part.outerHTML.slice(0, 120))", width)
            self.tell(f"{place}: {over} px wider than the window: {wide}")

    def _axe(self, page, place):
        # Without `preload` axe would read style sheets anew, at addresses that it guesses.
        options = {"resultTypes": ["violations"], "preload": False}
        for fault in self.axe.run(page, options=options).response["violations"]:
            # The editor scrolls with the cursor of the field inside, which axe does not see.
            nodes = [node for node in fault["nodes"] if (fault["id"], node["target"][0]) != EDITOR_SCROLLS]
            if nodes and fault["impact"] in ("serious", "critical"):
                first = "; ".join(f"{node['target'][0]} {node['html'][:100]}" for node in nodes[:3])
                self.tell(f"{place}: axe: {fault['id']} ({fault['impact']}), {len(nodes)} times: {first}")
        # It scrolls the editor aside, to see behind its gutter.
        page.evaluate(
            "() => { for (const part of document.querySelectorAll('.CodeMirror-scroll')) part.scrollLeft = 0; }")


class Keys:
    """A page without a mouse."""

    def __init__(self, page, tell):
        self.page, self.tell = page, tell

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, selector, most=300):
        """Presses Tab until the element has the focus; it and everything before must be visible."""
        for _ in range(most):
            self.press("Tab")
            if self.page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                self._shown(selector)
                return
        raise Missing(f"{self.page.url}: {selector} is not reached with {most} times Tab")

    def _shown(self, selector):
        is_shown = self.page.evaluate(
            "() => { const part = document.activeElement; const box = part.getBoundingClientRect();"
            " const style = getComputedStyle(part); return part.matches(':focus-visible') && box.width > 0"
            " && (style.outlineStyle !== 'none' || style.boxShadow !== 'none'); }")
        if not is_shown:
            self.tell(f"{self.page.url}: the focus on {selector} cannot be seen")
