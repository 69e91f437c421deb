"""A step of Tools/check-studio.py: a small run of each family of models, on all pages that look inside a run."""

import gzip
import os
import struct
import subprocess
import time

from studio_browser import Missing, until
from studio_models import remove

FASHION = "/usr/share/datasets/fashion-mnist"
TRAINING, TEST = 192, 48

FAMILIES = {
    "AE": "dense", "DenoisingAE": "denoising", "MaskedAE": "masked", "ContractiveAE": "contractive",
    "KSparse": "sparse", "ConvAE": "convolutional", "VAE": "variational", "CatVAE": "categorical",
    "ConditionalVAE": "conditional", "AAE": "adversarial", "VQ-VAE": "quantized", "GreedyStackedAE": "stacked",
    "PCA": "linear",
}  # fmt: skip
"""A model of each family."""

CLOSELY = {"VAE", "VQ-VAE", "PCA"}
"""Those whose pages differ the most from others', for axe, which takes its time."""


def few_images(folder):
    """The first images of Fashion-MNIST, as files of their own."""
    os.makedirs(folder)
    for part, count in (("train", TRAINING), ("t10k", TEST)):
        for name, head, size in (("images-idx3-ubyte", ">IIII", 784), ("labels-idx1-ubyte", ">II", 1)):
            with gzip.open(f"{FASHION}/{part}-{name}.gz") as source:
                magic, _, *sides = struct.unpack(head, source.read(struct.calcsize(head)))
                with open(f"{folder}/{part}-{name}", "wb") as file:
                    file.write(struct.pack(head, magic, count, *sides) + source.read(size * count))


class Family:
    """The pages of one run."""

    def __init__(self, story, model):
        self.story, self.page, self.model, self.name = story, story.page, model, f"families/{model}"
        self.url = f"runs/families~{model}"

    def run(self):
        page = self.page
        self.story.go(self.url)
        self.story.at(self.name)
        if self.story.status() != "done":
            self.story.tell(f"{self.name} is {self.story.status()}")
        # What is fitted at once has neither steps nor curves.
        if self.model != "PCA":
            page.locator("film-strip .film-rows canvas").first.wait_for()
            page.locator("line-chart .chart-plot canvas").first.wait_for()
        page.get_by_role("heading", name="Results").wait_for()

    def test(self):
        page = self.page
        self.story.go(f"{self.url}/test")
        page.locator("#test-result:not([aria-busy]) .test-pictures img").nth(1).wait_for()
        layers = page.locator(".layer-list > li > details")
        layers.first.wait_for()
        layers.nth(layers.count() // 2).locator("summary").first.click()
        page.locator(".layer-list .tensor img").first.wait_for()

    def test_many(self):
        page = self.page
        self.story.go(f"{self.url}/test-many")
        page.get_by_label("Images at most").fill("24")
        page.get_by_role("button", name="Score the images").click()
        page.locator("#scoring-status", has_text="done").wait_for()
        page.locator("#picture-rows .tile[style*='data:']").first.wait_for()
        page.locator("#score-table tbody tr").nth(9).wait_for()

    def latent(self):
        page = self.page
        self.story.go(f"{self.url}/latent")
        page.locator("[data-place=map-name]", has_text="points").wait_for()
        box = page.locator(".latent-map").bounding_box()
        page.get_by_role("button", name="Decode", exact=True).click()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.locator(".latent-point img").first.wait_for()

    def described(self):
        self.story.go(f"models/{self.model}")
        self.story.at(self.model)
        self.page.get_by_role("region", name="Runs of this model").get_by_role("link", name=self.name).wait_for()
        self.page.locator("network-shape svg").wait_for()

    def look(self):
        for show in (self.run, self.test, self.test_many, self.latent, self.described):
            try:
                show()
                self.story.looks.glance(self.page, f"{FAMILIES[self.model]}-{show.__name__}", self.model in CLOSELY)
            except Missing as error:
                raise Missing(f"{self.name}, {show.__name__}: {error}") from error


def train(story, images):
    """Trains with the command line program, beside the server; the home page shows each run by itself."""
    begin = time.monotonic()
    story.go()
    for model in FAMILIES:
        command = [
            story.server.hourglass, "train", "--model", model, "--name", f"families/{model}", "--dataset", images,
            "--runs", story.server.runs, "--epochs", "1", "--batch-size", "32", "--validation", "first 32",
            "--threads", "1", "--no-tensorboard",
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        if done.returncode:
            raise Missing(f"{model} does not train: {done.stderr.strip()[-300:]}")
    rows = story.page.locator("#runs tr[data-id^='families~']")
    until("the runs of all families are on the home page", lambda: rows.count() == len(FAMILIES), 20,
          story.page.wait_for_timeout)
    print(f"         {len(FAMILIES)} models trained in {time.monotonic() - begin:.1f} s", flush=True)


def compared(story, names):
    """Runs of all families side by side."""
    page = story.page
    story.go("runs/compare?" + "&".join(f"run={name}" for name in names))
    story.at(f"{len(names)} runs side by side")
    # Charts and films load what is in sight.
    for part, shown in (("line-chart", ".chart-plot canvas"), ("film-strip", ".film-rows canvas")):
        page.locator(part).first.scroll_into_view_if_needed()
        page.locator(f"{part} {shown}").first.wait_for()
    story.looks.glance(page, "families-compare")


def families(story):
    """Opens the pages of a run of each family."""
    images = f"{story.server.folder}/few"
    few_images(images)
    train(story, images)
    names = [f"families~{model}" for model in FAMILIES]
    for model in FAMILIES:
        try:
            Family(story, model).look()
        except Missing as error:
            story.tell(str(error))
    compared(story, names)
    story.go()
    remove(story, names)
