"""Steps of Tools/check-studio.py: the catalogue of models, a run's report and archive, a first visit's way."""

import io
import tarfile

from studio_browser import until

AFTER = {"Content-Type": "application/json"}


def start(story, body):
    """Starts runs through the JSON; their identifiers."""
    answer = story.page.request.post(story.server.url + "runs.json", headers=AFTER, data=body)
    if not answer.ok:
        story.tell(f"POST /runs.json answered {answer.status}: {answer.text()[:200]}")
        return []
    return [run["id"] for run in answer.json()["runs"]]


def wait_done(story, names):
    """Waits until runs are done."""
    def states():
        return [story.page.request.get(f"{story.server.url}runs/{name}.json").json().get("status") for name in names]

    until(f"{names} are done", lambda: set(states()) == {"done"}, pause=story.page.wait_for_timeout)


def remove(story, names):
    """Deletes runs."""
    story.page.request.post(story.server.url + "delete_runs", headers=AFTER, data={"run_ids": names})


def models(story):
    """From the list to a model, its layers for other images, a preset, and the form."""
    page = story.page
    story.go()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Models").click()
    story.at("Models")
    if (count := page.locator("section:not(#presets) table.catalogue tbody tr").count()) != 30:
        story.tell(f"the catalogue lists {count} models")
    story.looks.at(page, "models")
    page.get_by_role("link", name="ConvAE", exact=True).first.click()
    story.at("ConvAE")
    page.locator("network-shape svg").wait_for()
    story.looks.at(page, "model")
    page.get_by_label("Layers for images of").fill("3x32x32")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("region", name="Layers").get_by_text("3 × 32 × 32").first.wait_for()
    page.get_by_role("link", name="keras-conv-ae", exact=True).click()
    story.at("keras-conv-ae")
    page.get_by_role("region", name="Figures of keras-conv-ae").get_by_text("0.094").wait_for()
    story.looks.at(page, "preset")
    page.get_by_role("link", name="ConvAE", exact=True).click()
    page.get_by_role("link", name="Train this").click()
    story.at("New run")
    if (chosen := page.get_by_label("Model", exact=True).input_value()) != "ConvAE":
        story.tell(f"the form chooses {chosen}")


def report(story):
    """One click writes the report and the archive of a run; both are taken away."""
    page = story.page
    story.go("runs/first")
    part = page.locator("#report")
    part.get_by_role("button", name="Write").click()
    link = part.get_by_role("link", name="Report on the validation images")
    link.wait_for()
    part.get_by_text("Beside the run").wait_for()
    story.looks.at(page, "run-report")
    text = page.request.get(link.evaluate("(link) => link.href")).text()
    if "<h2>Training</h2>" not in text or "<svg role=" not in text:
        story.tell("the report has no curves")
    address = part.get_by_role("link", name="Archive").evaluate("(link) => link.href")
    with tarfile.open(fileobj=io.BytesIO(page.request.get(address).body())) as archive:
        names = archive.getnames()
    for name in ("first/run.yaml", "first/checkpoints/best.safetensors", "first/evaluation/validation.html", "first/SHA256SUMS"):
        if name not in names:
            story.tell(f"the archive has no {name}")


def first_visit(story):
    """The page of the demonstration's run leads to its latent space when the run is done."""
    body = {
        "name": "demonstration", "model": {"name": "VAE"}, "data": {"dataset": "clothes"},
        "training": {"epochs": 6, "batch_size": 128},
    }  # fmt: skip
    names = start(story, body)
    story.go("runs/demonstration")
    story.page.get_by_text("It is learning.").wait_for()
    story.page.wait_for_url("**/latent", timeout=60_000)
    story.at("Latent space of demonstration")
    story.page.locator("[data-place=map-name]", has_text="points").wait_for()
    story.go("runs/demonstration")
    story.page.get_by_role("link", name="Open the latent space").wait_for()
    story.go()
    remove(story, names)
