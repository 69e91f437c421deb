"""A step of Tools/check-studio.py: a run on XLA's plugin for processors, the one device that every machine can have."""

from studio_browser import until
from studio_models import remove

DEVICE, RUN = "cpu-xla", "elsewhere"


def known(story):
    """The devices that the Studio has found."""
    def answer():
        found = story.page.request.get(story.server.url + "devices.json").json()
        return found if found.get("looked_at") and not found["is_looking"] else None

    return until("the devices are known", answer, 130, story.page.wait_for_timeout)


def devices(story):
    """Trains on the device, sees it free and taken, clones the run, continues it on the processor.

    Without the device, reads how to install one.
    """
    page = story.page
    found = [device["name"] for device in known(story)["devices"]]
    story.go("jobs")
    if not found:
        page.get_by_text("hourglass device install").first.wait_for()
        story.looks.at(page, "jobs-no-device")
    if not any(name.startswith(DEVICE) for name in found):
        print("         skipped: no plugin of XLA for processors; hourglass device install cpu-xla installs one")
        return
    slots = page.get_by_role("region", name="Devices")
    slots.get_by_role("row", name=DEVICE).first.get_by_text("free").wait_for()
    story.go("runs/new")
    page.wait_for_load_state()
    page.get_by_label("Data set", exact=True).select_option(label=next(
        text for text in page.get_by_label("Data set", exact=True).locator("option").all_inner_texts()
        if text.startswith("Clothes")))
    page.get_by_label("Model", exact=True).select_option("AE")
    page.get_by_label("Name of the run").fill(RUN)
    page.get_by_label("Epochs", exact=True).fill("5000")
    page.get_by_label("Device", exact=True).select_option(DEVICE)
    if page.get_by_label("Precision", exact=True).filter(visible=True).count():
        story.tell("the form asks for a precision where there is one alone")
    page.locator("#run-command", has_text=f"--device {DEVICE}").wait_for()
    story.looks.at(page, "run-new-device")
    page.get_by_role("button", name="Start training").click()
    story.at(RUN)
    story.wait_status("running")
    story.go("jobs")
    slots.get_by_role("link", name=RUN).wait_for()
    story.looks.at(page, "jobs-device")
    story.go()
    page.locator(".running-card", has_text=f"on {DEVICE}").wait_for()
    story.looks.at(page, "home-device")
    story.go(f"runs/{RUN}")
    page.locator("#facts", has_text="xla-cpu").wait_for()
    story.looks.at(page, "run-device")
    page.get_by_role("link", name="Clone").click()
    page.get_by_text("what you change is marked").wait_for()
    page.wait_for_load_state()
    device = page.get_by_label("Device", exact=True)
    if device.input_value() != DEVICE:
        story.tell(f"the clone's device is {device.input_value()!r}")
    device.select_option("")
    page.locator(".field.changed", has=device).wait_for()
    story.go(f"runs/{RUN}")
    # What is continued after an epoch has a history.
    page.locator("#snapshots").get_by_role("link", name="safetensors").first.wait_for(timeout=120_000)
    page.get_by_role("button", name="Abort").click()
    story.wait_status("aborted")
    resume = page.get_by_role("button", name="Resume on the processor")
    resume.wait_for()
    story.looks.at(page, "run-device-aborted")
    resume.click()
    story.wait_status("running")
    page.locator("#facts", has_text="xla-cpu, then ").wait_for(timeout=120_000)
    page.get_by_role("button", name="Abort").click()
    story.wait_status("aborted")
    remove(story, [RUN])
