"""Checks of Tools/check-studio-faults.py: what goes wrong with processes, folders, clocks and disks."""

import glob
import json
import os
import re
import resource
import shutil
import signal
import stat
import struct
import subprocess
import sys

from studio_browser import Missing, until
from studio_client import send
from studio_place import Skipped, run, status, wait_epochs, wait_status
from studio_safety import picture, zipped

LONG = 5_000_000
"""Epochs of a training that does not end by itself."""


def answers(place, server, what, *paths):
    """Pages and documents are there."""
    for path in paths or ("/", "/index.json", "/jobs", "/runs/new"):
        answer = send(server.port, "GET", path, fields=[("Accept", "text/html")])
        place.expect(f"{what}: {path}", answer and answer.status, 200)


def two_servers(place):
    """The second server on a folder refuses with one line; the first keeps working, and its index is left alone."""
    images = place.digits()
    place.train_now("a", images)
    first = place.server()
    until("the run is listed", lambda: run(first, "a"))
    index = f"{first.runs}/.studio/catalogue.sqlite"
    before = os.stat(index).st_ino
    for options in ([], ["--reindex"]):
        second = subprocess.run([*first.command, "--port", "0", *options], capture_output=True, text=True, timeout=30)
        place.expect("the status of the second server", second.returncode, 1)
        place.expect("its output", second.stdout, "")
        expected = rf"error: {first.runs}: another server works on this folder of runs .*process {first.process.pid}.*--runs\n"
        if not re.fullmatch(expected, second.stderr):
            place.tell(f"the second server says {second.stderr!r}")
    place.expect("the index", os.stat(index).st_ino, before)
    answers(place, first, "the first server")
    print(f"          {second.stderr.strip().replace(place.folder, '…')}")
    # Once the first is gone, however it ended, another takes over at once.
    first.kill()
    other = place.server()
    until("the run is listed", lambda: run(other, "a"))


def killed_child(place):
    """A training that is killed is interrupted, which its page says; it continues, and blocks nobody."""
    images = place.digits()
    server = place.server("--threads", "1")
    place.train(server, "a", images, LONG)
    wait_epochs(server, "a", 3)
    page, _ = place.page()
    page.goto(server.url + "runs/a")
    badge = page.locator("main .page-head .badge").first
    until("the page shows the training", lambda: badge.inner_text().strip() == "running", pause=page.wait_for_timeout)
    place.train(server, "b", images, 2)
    for number in server.children():
        os.kill(number, signal.SIGKILL)
    document = wait_status(server, "a", "interrupted")
    until("the page shows the end", lambda: badge.inner_text().strip() == "interrupted", pause=page.wait_for_timeout)
    place.expect("the reason", document["status_history"][-1]["reason"], "its process was killed")
    page.get_by_text("its process was killed").first.wait_for()
    wait_status(server, "b", "done")
    epochs = document["run"]["epochs"]
    page.get_by_role("button", name="Resume").click()
    wait_status(server, "a", "running")
    until("it continues where it was", lambda: run(server, "a")["run"]["epochs"] > epochs)
    send(server.port, "POST", "/runs/a/abort")
    wait_status(server, "a", "aborted")


def deleted_folder(place):
    """Somebody removes the folder of a run while its page is open, and that of one that trains."""
    images = place.digits()
    for name in ("done", "kept"):
        place.train_now(name, images)
    server = place.server("--threads", "1")
    # What is gone is not found; everything else is a fault.
    page, _ = place.page(lambda text: "404" in text or place.tell(text))
    page.goto(server.url + "runs/done")
    page.locator("line-chart .chart-plot canvas").first.wait_for()
    shutil.rmtree(f"{server.runs}/done")
    until("the run leaves the list", lambda: run(server, "done") is None)
    page.wait_for_timeout(1000)
    place.expect("the heading of the open page", page.get_by_role("heading", level=1).inner_text(), "done")
    page.get_by_role("button", name="Delete").click()
    page.locator(".toast, [role=alert], .notice.error").filter(has_text=re.compile("no such run|gone|not")).first.wait_for()
    for path in ("/runs/done.json", "/runs/done/metrics.json", "/runs/done/metrics.csv", "/runs/done/film.json",
                 "/runs/done/log"):
        place.expect(path, send(server.port, "GET", path).status, 404)
    page.reload()
    place.expect("the page of a run that is gone", page.get_by_role("heading", level=1).inner_text(), "Not found")

    place.train(server, "gone", images, LONG)
    wait_epochs(server, "gone", 3)
    page.goto(server.url + "runs/gone")
    page.get_by_role("button", name="Abort").wait_for()
    path = f"{server.runs}/gone"
    # The training writes meanwhile.
    until("the folder is gone", lambda: shutil.rmtree(path, ignore_errors=True) or not os.path.exists(path))
    job = next(job for job in send(server.port, "GET", "/jobs.json").json["jobs"] if job["run_id"] == "gone")

    def ended():
        found = send(server.port, "GET", f"/jobs/{job['id']}/status.json").json
        return found["status"] not in ("running", "queued") and found

    try:
        found = until("the training without a folder ends", ended, 20)
        reason = found["status_history"][-1].get("reason") or ""
        print(f"          {found['status']}: {reason.replace(place.folder, '…')}")
        place.expect("a training without its folder", found["status"], "failed", "interrupted")
        place.expect("why it ended: a sentence", len(reason) > 10, True)
    except Missing as error:
        place.tell(str(error))
        send(server.port, "POST", f"/jobs/{job['id']}/abort")
    answers(place, server, "after folders were removed")
    page.goto(server.url)
    page.locator("#runs tr[data-id=kept]").wait_for()
    # The folder of all runs, too.
    answers(place, server, "a run that stayed", "/runs/kept")


def junk(place):
    """The index is overwritten while the server works, and while none does; runs, tags and jobs are all there again."""
    images = place.digits()
    for name in ("a", "b"):
        place.train_now(name, images)
    server = place.server("--threads", "1")
    until("the runs are listed", lambda: run(server, "a") and run(server, "b"))
    send(server.port, "POST", "/runs/a/tag", {"add": "kept"})
    place.train(server, "live", images, LONG)
    wait_epochs(server, "live")

    def listed():
        answer = send(server.port, "GET", "/index.json")
        rows = answer.json["runs"] if answer.status == 200 else []
        return sorted(row["id"] for row in rows) == ["a", "b", "live"] and next(
            row["tags"] for row in rows if row["id"] == "a") == ["kept"]

    index = f"{server.runs}/.studio/catalogue.sqlite"
    for what, mark in (("junk", os.urandom(1 << 16)), ("nothing", b""), ("zeros", bytes(1 << 16))):
        for suffix in ("", "-wal"):
            if os.path.exists(index + suffix):
                with open(index + suffix, "r+b") as file:
                    file.truncate(len(mark))
                    file.write(mark)
        until(f"the runs are listed again after {what} in the index", listed)
        place.expect(f"{what}: the training", status(server, "live"), "running")
    os.unlink(index)
    until("the runs are listed again without the index", listed)
    server.kill()
    for suffix, mark in (("", os.urandom(1 << 16)), ("-wal", os.urandom(1 << 14)), ("-shm", os.urandom(1 << 15))):
        with open(index + suffix, "wb") as file:
            file.write(mark)
    # A job's file, too: the job is named, and the rest works.
    with open(next(iter(glob.glob(f"{server.runs}/.studio/jobs/*/job.json"))), "w") as file:
        file.write("{")
    server.start()
    until("the runs are listed again after a start", listed)
    place.expect("damaged jobs", len(send(server.port, "GET", "/jobs.json").json["damaged"]), 1)
    answers(place, server, "after a start with junk")
    # The training goes on without its job; the run's page can end it.
    place.expect("the run that trains", status(server, "live"), "running")
    place.expect("its end", send(server.port, "POST", "/runs/live/abort").status, 200)
    until("it has ended", lambda: status(server, "live") != "running")


def clock(place):
    """The clock goes back by hours while a server works and a training runs, and forward by days."""
    library, file = os.path.join(place.folder, "clock.so"), os.path.join(place.folder, "clock")
    compiler = shutil.which("cc") or shutil.which("clang")
    if compiler is None or not sys.platform.startswith("linux"):
        raise Skipped("there is no C compiler for the library that moves the clock, or this is not Linux")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, f"{os.path.dirname(__file__)}/studio_clock.c"],
                   check=True)

    def turn(days):
        with open(file, "r+b" if os.path.exists(file) else "wb") as target:
            target.write(struct.pack("=q", int(days * 86_400)))

    turn(0)
    moved = {"LD_PRELOAD": library, "CLOCK_FILE": file}
    # The Studio passes these variables to no process; the training's clock moves, too.
    program = os.path.join(place.folder, "hourglass")
    with open(program, "w") as script:
        script.write("#!/bin/sh\n" + "".join(f"export {name}={value}\n" for name, value in moved.items())
                     + f"exec {place.hourglass} \"$@\"\n")
    os.chmod(program, stat.S_IRWXU)
    images = place.digits()
    server = place.server("--threads", "1", hourglass=program, environment=moved)
    place.train(server, "a", images, LONG)
    wait_epochs(server, "a", 3)
    page, watch = place.page()
    page.goto(server.url + "runs/a")
    page.locator("line-chart .chart-plot canvas").first.wait_for()
    for offset in (-0.125, 3, -400):
        turn(offset)
        page.wait_for_timeout(1500)
        epochs = run(server, "a")["run"]["epochs"]
        until(f"the training goes on at {offset} days", lambda: run(server, "a")["run"]["epochs"] > epochs)
        place.expect(f"the run at {offset} days", status(server, "a"), "running")
        answers(place, server, f"at {offset} days")
        for path in ("", "jobs", "runs/a"):
            text = send(server.port, "GET", f"/{path}", fields=[("Accept", "text/html")]).text
            shown = re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style).*?</\1>", "", text, flags=re.S))
            negative = re.findall(r"(?<![\w.=-])[-−]\d[\d,.]* ?(?:s|ms|min|h|d|images)\b", shown)
            place.expect(f"negative times at {offset} days in /{path}", negative, [])
    send(server.port, "POST", "/runs/a/abort")
    wait_status(server, "a", "aborted")
    place.train(server, "b", images, 2)
    document = wait_status(server, "b", "done")
    place.expect("seconds below zero", [
        value for value in re.findall(r'"\w*seconds\w*": ?(-[\d.]+)', json.dumps(document))], [])
    watch.is_down = True
    server.kill()
    turn(-800)
    server.start()
    until("the runs are there after a start in the past", lambda: run(server, "a") and run(server, "b"))


def full_disk(place):
    """The disk is full: pages answer, changes are refused with a sentence, and all is well once there is room."""
    disk = os.path.join(place.folder, "disk")
    os.makedirs(disk)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk], capture_output=True, text=True)
    if mounted.returncode:
        print(f"          no disk of its own ({mounted.stderr.strip()}): a limit of the size of files instead")
        return limited_files(place)
    place.endings.append(lambda: subprocess.run(["umount", "-l", disk], check=False))
    images = place.digits()
    os.symlink(images, f"{disk}/images")
    server = place.server("--roots", place.folder, "--threads", "1", folder=disk, start=False)
    server.output = os.path.join(place.folder, "server.log")
    server.start()
    place.train(server, "done", images, 2)
    wait_status(server, "done", "done")
    place.train(server, "a", images, LONG)
    wait_epochs(server, "a", 3)
    until("the runs are listed", lambda: {row["id"] for row in send(
        server.port, "GET", "/index.json").json["runs"]} == {"a", "done"})
    fillers = []

    def fill_up():
        # The training that fails meanwhile gives room back.
        fillers.append(f"{disk}/filler-{len(fillers)}")
        fill(fillers[-1])

    fill_up()
    answers(place, server, "on a full disk", "/", "/index.json", "/jobs", "/runs/new", "/runs/done", "/runs/a")

    wait_status(server, "a", "failed", "interrupted")
    fill_up()

    def refused(what, answer, *wanted):
        place.expect(f"{what}: {answer.message}", answer.status, *wanted)
        if not re.search("room|space|full", answer.message):
            place.tell(f"{what} says {answer.message!r}")

    refused("a new run on a full disk", send(server.port, "POST", "/runs.json", {
        "name": "b", "model": {"name": "AE"}, "data": {"dataset": images}}), 503, 507)
    refused("an upload on a full disk", send(
        server.port, "PUT", "/uploads/a.zip", zipped(("a/b.png", picture())) + bytes(1 << 20)), 507)
    answer = send(server.port, "POST", "/runs/done/tag", {"add": "word"})
    refused("a tag on a full disk", answer, 500, 507)
    ended = wait_status(server, "a", "failed", "interrupted")
    reason = ended["status_history"][-1].get("reason") or ""
    print(f"          the training: {ended['status']} {reason.replace(place.folder, '…')}")
    fill_up()
    answers(place, server, "still on a full disk")
    # A server that is started on a full disk answers, or says why it cannot.
    server.kill()
    server.kill_children()
    try:
        server.start()
        answers(place, server, "started on a full disk", "/", "/index.json")
    except Missing as error:
        place.expect(f"{error}", bool(re.search("error: .*(room|space|full)", str(error))), True)
        print(f"          a start: {str(error).splitlines()[-1].replace(place.folder, '…')}")
    for path in fillers:
        os.unlink(path)
    if server.process.poll() is not None:
        server.start()
    until("the run is listed again", lambda: run(server, "done"))
    place.train(server, "b", images, 2)
    wait_status(server, "b", "done")
    place.expect("a resume", send(server.port, "POST", "/runs/a/resume").status, 200)
    wait_status(server, "a", "running")
    epochs = run(server, "a")["run"]["epochs"]
    until("the training continues", lambda: run(server, "a")["run"]["epochs"] > epochs)
    send(server.port, "POST", "/runs/a/abort")
    wait_status(server, "a", "aborted")
    answers(place, server, "with room again")


def fill(path):
    """Writes a file until there is no room for a byte."""
    with open(path, "wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                pass


def limited_files(place):
    """No file may be larger than 64 KB: the same for those who write."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16))

    images = place.digits()
    place.train_now("done", images)
    server = place.server("--threads", "1", before=limit)
    answers(place, server, "with small files")
    answer = send(server.port, "PUT", "/uploads/a.zip", zipped(("a/b.png", picture())) + bytes(1 << 20))
    place.expect("an upload with small files", answer.status, 507)
    place.train(server, "a", images, LONG)
    ended = wait_status(server, "a", "failed", "interrupted")
    print(f"          the training: {ended['status']} {ended['status_history'][-1].get('reason')}")
    answers(place, server, "after a training with small files")
