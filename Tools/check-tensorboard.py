#!/usr/bin/env python3
"""Checks that TensorBoard shows what event files hold.

    Tools/check-tensorboard.py runs/demo [--expected expected.json]

The event files below a folder are read by TensorBoard's own readers and by its server, once with the reader in Python and
once with the fast one, if installed. The answers of the pages SCALARS, TIME SERIES, IMAGES, HISTOGRAMS, DISTRIBUTIONS, TEXT,
HPARAMS and CUSTOM SCALARS are compared with the files, and with the values in expected.json if given (see `EXPECTED`).
Needs tensorboard, but not TensorFlow. Exit codes: 0 all agree, 1 something differs, 3 no tensorboard.
"""
import argparse
import base64
import hashlib
import json
import math
import os
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import warnings

warnings.filterwarnings("ignore")
try:
    from tensorboard.backend.event_processing import event_accumulator, plugin_event_multiplexer
    from tensorboard.util import tensor_util
except ImportError as error:
    print(f"check-tensorboard: {error}; pip install tensorboard to check event files", file=sys.stderr)
    sys.exit(3)

EXPECTED = """
{"scalars": {RUN: {TAG: [[STEP, VALUE], …]}},           VALUE in single precision; "NaN", "Infinity", "-Infinity"
 "images": {RUN: {TAG: [[STEP, WIDTH, HEIGHT, [PNG IN BASE64, …]], …]}},
 "histograms": {RUN: {TAG: [[STEP, [[LOWER, UPPER, COUNT], …]], …]}},
 "text": {RUN: {TAG: [[STEP, MARKDOWN], …]}},
 "html": {RUN: {TAG: [PART OF THE PAGE, …]}},
 "hparams": {SESSION: {"group": G, "status": S, "hparams": {NAME: VALUE}, "metrics": {"GROUP/TAG": VALUE}}},
 "layout": {CATEGORY: {CHART: [TAG, …]}}}
"""
KINDS = ["scalars", "images", "histograms", "text", "hparams", "layout"]
EVERYTHING = 1_000_000


def number(value):
    """A number as JSON has it, with names for what JSON lacks."""
    value = float(value)
    if math.isnan(value): return "NaN"
    if math.isinf(value): return "Infinity" if value > 0 else "-Infinity"
    return value


def sha256(data): return hashlib.sha256(data).hexdigest()


# What the files hold, by TensorBoard's readers


def read_files(folder):
    """Scalars, images, histograms and text of every run, every step of them."""
    multiplexer = plugin_event_multiplexer.EventMultiplexer(
        size_guidance={"tensors": 0},
        tensor_size_guidance={name: 0 for name in ("scalars", "images", "histograms", "text", "hparams")})
    multiplexer.AddRunsFromDirectory(folder)
    multiplexer.Reload()
    found = {kind: {} for kind in KINDS[:4]}
    for run in multiplexer.Runs():
        for kind in found:
            try:
                tags = multiplexer.PluginRunToTagToContent(kind).get(run, {})
            except KeyError:
                continue
            for tag in tags:
                points = [[e.step, *content(kind, e.tensor_proto)] for e in multiplexer.Tensors(run, tag)]
                found[kind].setdefault(run, {})[tag] = points
    return found


def content(kind, proto):
    array = tensor_util.make_ndarray(proto)
    if kind == "scalars": return [number(array)]
    if kind == "histograms": return [array.tolist()]
    if kind == "text": return [array.item().decode()]
    width, height, *images = array.tolist()
    return [int(width), int(height), [sha256(image) for image in images]]


def read_scalars(folder):
    """Scalars by the reader that scripts use, `EventAccumulator(run).Scalars(tag)`."""
    found = {}
    for path, _, files in os.walk(folder):
        if not any("tfevents" in file for file in files): continue
        accumulator = event_accumulator.EventAccumulator(path, size_guidance={event_accumulator.SCALARS: 0})
        accumulator.Reload()
        run = os.path.relpath(path, folder)
        tags = accumulator.Tags()["scalars"]
        if tags: found[run] = {t: [[e.step, number(e.value)] for e in accumulator.Scalars(t)] for t in tags}
    return found


# What the server answers


class Server:
    """TensorBoard's server on this machine, for a limited time."""

    def __init__(self, folder, fast, seconds):
        self.until = time.monotonic() + seconds
        plugins = ("scalars", "images", "histograms", "distributions", "text", "hparams", "custom_scalars")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tensorboard.main", "--logdir", folder, "--host", "127.0.0.1", "--port", "0",
             "--load_fast", "true" if fast else "false", "--reload_interval", "1",
             "--samples_per_plugin", ",".join(f"{name}={EVERYTHING}" for name in plugins)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.lines = []
        self.address = None
        self.is_ready = threading.Event()
        threading.Thread(target=self.listen, daemon=True).start()
        if not self.is_ready.wait(seconds) or not self.address:
            self.close()
            raise RuntimeError("the server did not start: " + " ".join(self.lines[-5:]))

    def listen(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            found = re.search(r" at http://\S+?:(\d+)/", line)
            if found:
                self.address = f"http://127.0.0.1:{found.group(1)}/data/"
                self.is_ready.set()
        self.is_ready.set()

    def get(self, route, body=None, **query):
        url = self.address + route + ("?" + urllib.parse.urlencode(query) if query else "")
        headers = {"Content-Type": "application/json"} if body else {}
        request = urllib.request.Request(url, data=body, headers=headers)
        with urllib.request.urlopen(request, timeout=max(0.1, self.until - time.monotonic())) as answer:
            return answer.read()

    def json(self, route, body=None, **query): return json.loads(self.get(route, body, **query))

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def read_server(server):
    """The same as `read_files`, from the pages; and the pages that combine them."""
    found = {kind: {} for kind in KINDS}

    def series(plugin):
        tags = server.json(f"plugin/{plugin}/tags")
        return [(run, tag) for run in tags for tag in tags[run]]

    for run, tag in series("scalars"):
        points = server.json("plugin/scalars/scalars", run=run, tag=tag)
        found["scalars"].setdefault(run, {})[tag] = [[step, number(value)] for _, step, value in points]
    for run, tag in series("histograms"):
        points = server.json("plugin/histograms/histograms", run=run, tag=tag)
        found["histograms"].setdefault(run, {})[tag] = [[step, buckets] for _, step, buckets in points]
    for run, tag in series("images"):
        count = server.json("plugin/images/tags")[run][tag]["samples"]
        steps = {}
        for sample in range(count):
            for image in server.json("plugin/images/images", run=run, tag=tag, sample=sample):
                png = server.get("plugin/images/individualImage?" + image["query"])
                steps.setdefault(image["step"], []).append(sha256(png))
        points = [[step, None, None, hashes] for step, hashes in sorted(steps.items())]
        found["images"].setdefault(run, {})[tag] = points
    for run, tag in series("text"):
        points = server.json("plugin/text/text", run=run, tag=tag)
        found["text"].setdefault(run, {})[tag] = [[point["step"], point["text"]] for point in points]
    found["layout"] = {
        category["title"]: {chart["title"]: chart["multiline"]["tag"] for chart in category.get("chart", [])}
        for category in server.json("plugin/custom_scalars/layout").get("category", [])}
    found["time series"] = read_time_series(server)
    found["distributions"] = {
        (run, tag): len(server.json("plugin/distributions/distributions", run=run, tag=tag))
        for run, tag in series("distributions")}
    statuses = ["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"]
    request = {"experimentName": "", "allowedStatuses": statuses, "colParams": [], "startIndex": 0, "sliceSize": 1000}
    groups = server.json("plugin/hparams/session_groups", body=json.dumps(request).encode())
    for group in groups.get("sessionGroups", []):
        for session in group["sessions"]:
            metrics = session.get("metricValues", [])
            found["hparams"][session["name"]] = {
                "group": group["name"], "status": session.get("status", "STATUS_UNKNOWN"),
                "hparams": group.get("hparams", {}),
                "metrics": {metric_name(metric["name"]): number(metric["value"]) for metric in metrics}}
    found["experiment"] = server.json("plugin/hparams/experiment", body=b'{"experimentName": ""}')
    return found


def metric_name(name): return "/".join(filter(None, [name.get("group", ""), name["tag"]]))


def read_time_series(server):
    tags = server.json("plugin/timeseries/tags")["scalars"]["runTagInfo"]
    found = {}
    for run in tags:
        for tag in tags[run]:
            requests = json.dumps([{"plugin": "scalars", "tag": tag, "run": run}])
            answer = server.json("plugin/timeseries/timeSeries", requests=requests)[0]
            points = answer["runToSeries"][run]
            found.setdefault(run, {})[tag] = [[point["step"], number(point["value"])] for point in points]
    return found


# Comparing


def read_expected(path):
    with open(path) as file: expected = json.load(file)
    for tags in expected.get("images", {}).values():
        for points in tags.values():
            for point in points: point[3] = [sha256(base64.b64decode(png)) for png in point[3]]
    return expected


def differences(found, wanted, place=""):
    """Where `found` lacks or differs from `wanted`; None in either says nothing."""
    if found is None or wanted is None: return []
    if isinstance(wanted, dict) and isinstance(found, dict):
        keys = sorted(set(found) | set(wanted))
        return [d for key in keys for d in (
            differences(found[key], wanted[key], f"{place}/{key}") if key in found and key in wanted
            else [f"{place}/{key} is {'missing' if key in wanted else 'not expected'}"])]
    if isinstance(wanted, list) and isinstance(found, list):
        if len(found) != len(wanted): return [f"{place}: {len(found)} entries, expected {len(wanted)}: {short(found)}"]
        return [d for index, pair in enumerate(zip(found, wanted)) for d in differences(*pair, f"{place}[{index}]")]
    if isinstance(wanted, float) or isinstance(found, float):
        if not isinstance(found, str) and not isinstance(wanted, str) and math.isclose(
            found, wanted, rel_tol=1e-6, abs_tol=1e-30): return []
    return [] if found == wanted else [f"{place}: {short(found)}, expected {short(wanted)}"]


def short(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) < 200 else text[:200] + "…"


def check_server(folder, fast, files, expected, seconds):
    """The differences of the server's answers, asked again until there are none or the time is over."""
    server = Server(folder, fast, seconds)
    name = "fast server" if fast else "server"
    try:
        while True:
            try:
                answer = read_server(server)
                found = compare_server(answer, files, expected)
            except (urllib.error.URLError, KeyError) as error:
                found = [f"no answer yet: {error!r}"]
            if not found or time.monotonic() > server.until - 1: return [f"{name}: {line}" for line in found]
            time.sleep(0.5)
    finally:
        server.close()


def steps(runs):
    return {run: {tag: [point[0] for point in points] for tag, points in tags.items()} for run, tags in runs.items()}


def compare_server(answer, files, expected):
    found = []
    for kind in ("scalars", "images", "histograms"):
        found += differences(answer[kind], files[kind], kind)
    found += differences(answer["time series"], files["scalars"], "time series")
    found += differences(steps(answer["text"]), steps(files["text"]), "text")
    wanted = {(run, tag): len(points) for run, tags in files["histograms"].items() for tag, points in tags.items()}
    if answer["distributions"] != wanted: found.append(f"distributions: {answer['distributions']}, expected {wanted}")
    for kind in ("hparams", "layout"):
        if kind in expected: found += differences(answer[kind], expected[kind], kind)
    for run, tags in expected.get("html", {}).items():
        for tag, parts in tags.items():
            html = answer["text"].get(run, {}).get(tag, [[0, ""]])[-1][1]
            found += [f"text/{run}/{tag}: no {part!r} in {short(html)}" for part in parts if part not in html]
    return found


def main():
    parser = argparse.ArgumentParser(description="Checks that TensorBoard shows what event files hold.")
    parser.add_argument("folder", help="a folder with event files, in it or below it")
    parser.add_argument("--expected", help="a JSON file with the values to find")
    parser.add_argument("--seconds", type=float, default=60, help="how long each server may take (60)")
    arguments = parser.parse_args()
    expected = read_expected(arguments.expected) if arguments.expected else {}

    files = read_files(arguments.folder)
    found = []
    for kind in files:
        if kind in expected: found += differences(files[kind], expected[kind], f"files: {kind}")
    found += differences(read_scalars(arguments.folder), files["scalars"], "EventAccumulator.Scalars")
    servers = [False]
    try:
        import tensorboard_data_server
        if tensorboard_data_server.server_binary(): servers.append(True)
    except ImportError:
        pass
    for fast in servers: found += check_server(arguments.folder, fast, files, expected, arguments.seconds)

    for line in found: print(line)
    counts = ", ".join(f"{sum(map(len, files[kind].values()))} {kind}" for kind in files)
    print(f"{counts}; {len(servers)} servers asked; {len(found)} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
