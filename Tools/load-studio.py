"""Measures the Studio under load, and its memory and that of a page over many events.

    python Tools/load-studio.py .build/release/hourglass-studio .build/release/hourglass OUT [--pairs 3]
    python Tools/load-studio.py … OUT --events 10000

Load: two runs train, a thread each and with the priority that the Studio gives, alternately alone beside an idle server
and while 200 clients follow event streams and 50 requests for pages and documents come each second. As browsers do, clients
keep a connection for ten requests. Says how much slower training was (wall time, CPU time and the epochs' own seconds,
medians of pairs), how long requests took from the moment at which they were due, and what memory the server has, of which
its own anonymous pages. The clients compute on the same machine: the CPU time of both is told, and which part of the
slowdown is the server's, divided by their CPU time. Two pairs take four minutes.

What a run is compared with, PCA and the mean image, is measured once for a data set and a size of the code, and saved in
the folder of runs. That is done before, and its CPU time is told apart.

Events: a run of many short epochs is followed by a page in Debian's Chromium (needs `pip install playwright`) and ten
streams until it has reported so many events; memory of the server and of the page at each tenth.

Writes OUT/load.json or OUT/events.json. Run it on a machine that does nothing else.
"""

import argparse
import asyncio
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from studio_browser import Missing, Server, until
from studio_client import send
from studio_clients import Clients
from studio_place import CHROMIUM, Place

NAMES = ("a", "b")
NICENESS = 5
TARGETS = [
    "/", "/runs/a", "/runs/a/metrics.json?chart=loss", "/runs/a/film.json", "/assets/scripts/studio.js",
    "/runs/b", "/runs/b/metrics.json?chart=psnr", "/runs/b.json", "/jobs", "/assets/styles/studio.css",
    "/index.json", "/runs/a", "/runs/a/metrics.json?chart=psnr", "/runs/b/film.json", "/running",
    "/", "/runs/a.json", "/runs/b/metrics.json?chart=loss", "/runs/new", "/assets/scripts/chart.js",
]  # fmt: skip
"""What is asked for in turn: what pages ask for when they are opened, and one form in twenty."""
TOPICS = "runs,running,jobs,run:a,state:a,run:b,state:b"


def memory(pid):
    """The resident and the own anonymous memory of a process in MB."""
    with open(f"/proc/{pid}/smaps_rollup") as file:
        found = dict(re.findall(r"(\w+):\s+(\d+) kB", file.read()))
    return {"resident_mb": round(int(found["Rss"]) / 1024, 1), "anonymous_mb": round(int(found["Anonymous"]) / 1024, 1)}


def cpu_seconds(pid):
    """The CPU time of a process so far."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def train(arguments, folder, name, epochs=None):
    """A training of its own, as the Studio would start it."""
    command = [arguments.hourglass, "train", "--model", arguments.model, "--dataset", arguments.dataset, "--epochs",
               str(epochs or arguments.epochs), "--name", name, "--runs", f"{folder}/runs", "--threads", "1", "--no-tensorboard"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, preexec_fn=lambda: os.nice(NICENESS))


def finish(process):
    """Waits for a process; its CPU seconds."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Missing(f"a training ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def epoch_seconds(folder, name):
    """The seconds that the epochs took after the first, in which the page's film and the caches begin."""
    with open(f"{folder}/runs/{name}/metrics.jsonl") as file:
        seconds = [json.loads(line)["seconds"] for line in file]
    return sum(seconds[1:] or seconds)


def save_yardsticks(arguments, target):
    """Lets a server measure what runs of the model are compared with, and copies that; the CPU seconds that it took."""
    with tempfile.TemporaryDirectory(prefix="load-studio-") as folder:
        server = Server(arguments.studio, arguments.hourglass, folder, "--threads", "2")
        try:
            finish(train(arguments, folder, NAMES[0], epochs=1))
            server.start()
            until("the run", lambda: send(server.port, "GET", f"/runs/{NAMES[0]}.json").status == 200)
            before = cpu_seconds(server.process.pid)
            until("PCA and the mean image", lambda: measured(server), seconds=300)
            seconds = cpu_seconds(server.process.pid) - before
            shutil.copytree(f"{server.runs}/.yardsticks", target)
            return seconds
        finally:
            server.end()


def measured(server):
    """Whether the chart of a run has its lines."""
    return send(server.port, "GET", f"/runs/{NAMES[0]}/metrics.json?chart=psnr").json.get("baselines")


def measure(arguments, is_loaded, yardsticks):
    """Trains both runs once; what they took."""
    with tempfile.TemporaryDirectory(prefix="load-studio-") as folder:
        shutil.copytree(yardsticks, f"{folder}/runs/.yardsticks")
        server = Server(arguments.studio, arguments.hourglass, folder, "--threads", "2")
        trainings, clients = [], None
        try:
            started = server.start()
            time.sleep(1)
            result = {"is_loaded": is_loaded, "start_seconds": started, "memory_before": memory(server.process.pid)}
            own, begin = time.process_time(), time.monotonic()
            trainings = [train(arguments, folder, name) for name in NAMES]
            cpu, ends = [], threading.Event()

            def wait():
                for process in trainings:
                    cpu.append(finish(process))
                ends.set()

            waiting = threading.Thread(target=wait)
            waiting.start()
            if is_loaded:
                until("the first steps", lambda: ends.is_set() or all(
                    os.path.exists(f"{folder}/runs/{name}/events.jsonl") for name in NAMES))
                # The server has seen them.
                time.sleep(1.5)
                clients = Clients(server.port)
                clients.listen(arguments.streams, TOPICS)
                before = cpu_seconds(server.process.pid), time.monotonic()
                clients.ask(TARGETS, arguments.rate, ends.is_set)
                seconds = time.monotonic() - before[1]
                result["server_cpu_percent_of_machine"] = (
                    100 * (cpu_seconds(server.process.pid) - before[0]) / seconds / os.cpu_count())
            waiting.join()
            if len(cpu) < len(NAMES):
                raise Missing("a training failed")
            wall = time.monotonic() - begin
            client = time.process_time() - own
            result.update({
                "wall_seconds": wall, "cpu_seconds": sum(cpu),
                "epoch_seconds": sum(epoch_seconds(folder, name) for name in NAMES),
                "server_cpu_seconds": cpu_seconds(server.process.pid), "client_cpu_seconds": client,
                "memory_after": memory(server.process.pid),
            })
            if clients:
                everything = sorted(value for values in clients.times.values() for value in values)
                result.update({
                    "requests": len(everything), "streams_lost": clients.lost, "stream_events": clients.events,
                    "stream_bytes": clients.bytes, "failures": sorted(set(clients.failures)), "failed": len(clients.failures),
                    "milliseconds": {"all": quantiles(everything)} | {
                        target: quantiles(sorted(values)) for target, values in sorted(clients.times.items())},
                })
            return result
        finally:
            if clients:
                clients.close()
            for process in trainings:
                if process.returncode is None:
                    process.kill()
            server.end()


def quantiles(values):
    """The 50th and 99th percentile and the maximum of sorted seconds, in milliseconds."""
    def at(share):
        return round(1000 * values[min(len(values) - 1, int(share * len(values)))], 1)

    return {"p50": at(0.5), "p99": at(0.99), "max": at(1), "count": len(values)}


def show(result):
    line = (f"{'loaded' if result['is_loaded'] else 'quiet ':6}  wall {result['wall_seconds']:7.2f} s"
            f"  CPU {result['cpu_seconds']:7.2f} s  epochs {result['epoch_seconds']:7.2f} s"
            f"  server CPU {result['server_cpu_seconds']:6.2f} s  clients {result['client_cpu_seconds']:6.2f} s"
            f"  memory {result['memory_before']['resident_mb']:.0f} -> {result['memory_after']['resident_mb']:.0f} MB"
            f" (own {result['memory_before']['anonymous_mb']:.0f} -> {result['memory_after']['anonymous_mb']:.0f})")
    if "milliseconds" in result:
        found = result["milliseconds"]["all"]
        line += (f"  p50 {found['p50']} ms, p99 {found['p99']} ms of {found['count']} requests, {result['failed']} failed,"
                 f" {result['stream_events']} events, {result['streams_lost']} streams lost")
    print(line, flush=True)


def load(arguments):
    pairs = []
    with tempfile.TemporaryDirectory(prefix="load-studio-") as folder:
        yardsticks = f"{folder}/yardsticks"
        once = save_yardsticks(arguments, yardsticks)
        print(f"once     server CPU {once:.2f} s for PCA and the mean image", flush=True)
        for number in range(arguments.pairs):
            pair = {}
            for is_loaded in (False, True) if number % 2 == 0 else (True, False):
                result = measure(arguments, is_loaded, yardsticks)
                show(result)
                pair["loaded" if is_loaded else "quiet"] = result
            pairs.append(pair)
    summary = {"yardsticks_cpu_seconds_once": round(once, 2)}
    for name in ("wall_seconds", "cpu_seconds", "epoch_seconds"):
        slowdowns = [100 * (pair["loaded"][name] / pair["quiet"][name] - 1) for pair in pairs]
        summary[f"{name.removesuffix('_seconds')}_slowdown_percent"] = round(statistics.median(slowdowns), 2)
    # Two cores that train all the time lose what others compute on them.
    for name in ("server", "client"):
        shares = [pair["loaded"][f"{name}_cpu_seconds"] / (pair["loaded"]["wall_seconds"] * os.cpu_count()) for pair in pairs]
        summary[f"{name}_cpu_percent_of_machine"] = round(100 * statistics.median(shares), 2)
    shares = [pair["loaded"]["server_cpu_seconds"] / (pair["loaded"]["server_cpu_seconds"] + pair["loaded"]["client_cpu_seconds"])
              for pair in pairs]
    summary["wall_slowdown_percent_of_the_server"] = round(summary["wall_slowdown_percent"] * statistics.median(shares), 2)
    summary["p50_ms"] = statistics.median(pair["loaded"]["milliseconds"]["all"]["p50"] for pair in pairs)
    summary["p99_ms"] = statistics.median(pair["loaded"]["milliseconds"]["all"]["p99"] for pair in pairs)
    return {"summary": summary, "pairs": pairs}


async def follow(arguments):
    """Memory of server and page while a run reports events."""
    from playwright.async_api import async_playwright

    with tempfile.TemporaryDirectory(prefix="load-studio-") as folder:
        place = Place(arguments.studio, arguments.hourglass, folder, None, print)
        clients, rows = None, []
        try:
            images = place.digits()
            server = place.server("--threads", "1")
            place.train(server, "a", images, 50_000_000)
            events = f"{server.runs}/a/events.jsonl"
            while not os.path.exists(events):
                await asyncio.sleep(0.05)
            clients = Clients(server.port)
            clients.listen(10, TOPICS)
            threading.Thread(target=clients.follow, daemon=True).start()
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=CHROMIUM, args=["--no-sandbox", "--enable-precise-memory-info"])
                page = await browser.new_page(viewport={"width": 1280, "height": 900})
                problems = []
                page.on("pageerror", lambda error: problems.append(str(error)))
                await page.goto(server.url + "runs/a")
                await page.locator("line-chart .chart-plot canvas").first.wait_for()
                tools = await page.context.new_cdp_session(page)
                await tools.send("Performance.enable")
                step, seen = max(1, arguments.events // 10), 0
                begin = time.monotonic()
                while seen < arguments.events:
                    wanted = len(rows) * step
                    while (seen := lines(events)) < wanted:
                        await asyncio.sleep(0.05)
                    rows.append({"events": seen, "seconds": round(time.monotonic() - begin, 1), **memory(server.process.pid),
                                 **await page_memory(page, tools), "stream_events": clients.events})
                    print("  ".join(f"{name} {value}" for name, value in rows[-1].items()), flush=True)
                await browser.close()
            return {"rows": rows, "problems": problems, "streams_lost": clients.lost}
        finally:
            if clients:
                clients.close()
            place.end()


def lines(path):
    """The number of lines of a file."""
    with open(path, "rb") as file:
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 20), b""))


async def page_memory(page, tools):
    """The page's heap after a collection, its elements and listeners, and what its process has."""
    await tools.send("HeapProfiler.collectGarbage")
    found = {entry["name"]: entry["value"] for entry in (await tools.send("Performance.getMetrics"))["metrics"]}
    resident = 0
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/cmdline") as file:
                if "--type=renderer" not in file.read():
                    continue
            resident = max(resident, memory(name)["resident_mb"])
        except (OSError, KeyError):
            continue
    return {"page_heap_mb": round(found["JSHeapUsedSize"] / 1e6, 2), "page_nodes": int(found["Nodes"]),
            "page_listeners": int(found["JSEventListeners"]), "page_process_mb": resident,
            "page_rows": await page.evaluate("() => document.querySelectorAll('tr').length")}


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the Studio under load, or its memory over many events.")
    parser.add_argument("studio", type=os.path.abspath, help="the program hourglass-studio")
    parser.add_argument("hourglass", type=os.path.abspath, help="the program hourglass")
    parser.add_argument("out", type=os.path.abspath, help="the folder for the figures")
    parser.add_argument("--pairs", type=int, default=3, help="quiet and loaded trainings (3 of each)")
    parser.add_argument("--epochs", type=int, default=12, help="epochs of a training (12)")
    parser.add_argument("--model", default="SingleLayerCAE", help="the model that is trained (SingleLayerCAE)")
    parser.add_argument("--dataset", default="fashion-mnist", help="the images (fashion-mnist)")
    parser.add_argument("--streams", type=int, default=200, help="clients that follow events (200)")
    parser.add_argument("--rate", type=float, default=50, help="requests each second (50)")
    parser.add_argument("--events", type=int, help="follow a run until it has reported so many events, instead of the load")
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    name = "events" if arguments.events else "load"
    result = asyncio.run(follow(arguments)) if arguments.events else load(arguments)
    with open(f"{arguments.out}/{name}.json", "w") as file:
        json.dump(result, file, indent=1)
    if "summary" in result:
        print("\n".join(f"{key}: {value}" for key, value in result["summary"].items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
