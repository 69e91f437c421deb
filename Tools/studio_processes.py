"""A step of Tools/check-studio.py: a run in two processes, by the MPI library and mpirun of this machine."""

import json
import os
import signal

from studio_browser import until
from studio_models import remove

RUN = "together"


def known(story):
    """What the Studio has found of MPI."""
    def answer():
        found = story.page.request.get(story.server.url + "machine.json").json()
        return found if found["mpi"].get("looked_at") else None

    return until("MPI is known", answer, pause=story.page.wait_for_timeout)


def fill(story, name, epochs):
    """A new run on Fashion-MNIST."""
    page = story.page
    story.go("runs/new")
    page.wait_for_load_state()
    page.get_by_label("Data set", exact=True).select_option(label=next(
        text for text in page.get_by_label("Data set", exact=True).locator("option").all_inner_texts()
        if text.startswith("Clothes")))
    page.get_by_label("Model", exact=True).select_option("AE")
    page.get_by_label("Name of the run").fill(name)
    page.get_by_label("Epochs", exact=True).fill(f"{epochs}")
    page.locator("details", has=page.get_by_label("Processes", exact=True)).locator("summary").click()


def ranks(story):
    """The rows of the table of processes."""
    return story.page.locator("#ranks tbody tr")


def lose(story):
    """Kills one of the processes."""
    for number in story.server.children():
        with open(f"/proc/{number}/cmdline", "rb") as file:
            program = file.read().split(b"\0")[0].decode()
        if program == story.server.hourglass:
            os.kill(number, signal.SIGKILL)
            return
    story.tell("no process of the training is found")


def refused(story):
    """Without MPI the field says how to have it."""
    page = story.page
    fill(story, RUN, 5)
    page.get_by_label("Processes", exact=True).fill("2")
    page.locator(".field", has=page.get_by_label("Processes", exact=True)).get_by_text("make build MPI=1").wait_for()
    story.looks.at(page, "run-new-no-mpi")


def processes(story):
    """Trains in two processes, sees what each does, loses one, and continues the run in one."""
    page = story.page
    machine = known(story)
    if problem := machine["mpi"].get("problem"):
        refused(story)
        print(f"         skipped: {problem}")
        return
    if machine["slots"] < 2:
        print("         skipped: the queue has one slot")
        return
    fill(story, RUN, 5000)
    field = page.locator(".field", has=page.get_by_label("Processes", exact=True))
    page.get_by_label("Processes", exact=True).fill(f"{machine['slots'] + 1}")
    field.locator(".errors").wait_for()
    story.looks.at(page, "run-new-processes-refused")
    page.get_by_label("Processes", exact=True).fill("2")
    page.locator("#run-command", has_text="mpirun -n 2 --bind-to none hourglass train").wait_for()
    until("no field is refused", lambda: field.locator(".errors").count() == 0, pause=page.wait_for_timeout)
    story.looks.at(page, "run-new-processes")
    page.get_by_role("button", name="Start training").click()
    story.at(RUN)
    story.wait_status("running")
    ranks(story).nth(1).wait_for(timeout=120_000)
    if ranks(story).count() != 2:
        story.tell(f"the table has {ranks(story).count()} processes")
    page.locator("#facts", has_text="2 processes of ").wait_for()
    before = page.locator("#ranks header").inner_text()
    until("the table follows the epochs", lambda: page.locator("#ranks header").inner_text() != before, 60,
          page.wait_for_timeout)
    document = page.request.get(f"{story.server.url}runs/{RUN}/ranks.json").json()
    if [rank["rank"] for rank in document["ranks"]] != [0, 1]:
        story.tell(f"the processes as JSON: {json.dumps(document)}")
    story.looks.at(page, "run-processes")
    story.go("jobs")
    page.get_by_role("region", name="Running jobs").get_by_text("in 2 processes").wait_for()
    story.looks.at(page, "jobs-processes")
    story.go()
    page.locator(".running-card", has_text="in 2 processes").wait_for()
    story.looks.at(page, "home-processes")
    story.go(f"runs/{RUN}")
    page.locator("#snapshots").get_by_role("link", name="safetensors").first.wait_for(timeout=120_000)
    lose(story)
    story.wait_status("failed")
    page.get_by_text("was ended by signal 9, Killed").first.wait_for()
    page.get_by_text("Resume in…").click()
    page.get_by_role("button", name="1 process", exact=True).wait_for()
    story.looks.at(page, "run-processes-lost")
    # In a part of the page that is closed.
    page.goto(page.locator("details a", has_text="The job").evaluate("(link) => link.href"))
    page.get_by_text("Resume in…").click()
    page.get_by_role("button", name="1 process", exact=True).wait_for()
    story.looks.at(page, "job-processes-lost")
    story.go(f"runs/{RUN}")
    page.get_by_text("Resume in…").click()
    page.get_by_role("button", name="1 process", exact=True).click()
    story.wait_status("running")
    page.locator("#facts", has_text="2 of 1 thread, then 1 of ").wait_for(timeout=120_000)
    until("the table goes with the processes", lambda: ranks(story).count() == 0, 60, page.wait_for_timeout)
    page.get_by_role("button", name="Abort").click()
    story.wait_status("aborted")
    remove(story, [RUN])
