"""Checks of Tools/check-studio-faults.py: what strangers, other sites and bad files may not do."""

import http.server
import io
import os
import re
import shutil
import struct
import subprocess
import threading
import zipfile
import zlib
from urllib.parse import quote

from studio_browser import until
from studio_client import exchange, send, tar, tar_entry
from studio_place import run, status, wait_epochs, wait_status
from studio_proxy import Proxy

SECRET = "what nobody outside may read"

PATHS = [
    "..", "%2e%2e", "..%2f..%2f..%2fetc%2fpasswd", "%2fetc%2fpasswd", "....%2f%2f", "~..~..~secret.txt", "..~secret.txt",
    "%00", "a%00b", "%5c..%5c..%5csecret.txt", ".studio", ".studio~jobs", "%ff%fe", "a" * 600, "%",
]
"""Values in a path that lead elsewhere, or nowhere."""


def hosts(place):
    """A page of the internet that makes a browser ask this server by its own name gets nothing."""
    server = place.server()
    port = server.port
    for host in ("evil.example", f"evil.example:{port}", "localhost.evil.example", f"127.0.0.1.evil.example:{port}",
                 "192.168.1.5", "169.254.169.254"):
        for method, path in (("GET", "/index.json"), ("GET", "/"), ("POST", "/runs/a/delete"), ("GET", "/events")):
            answer = send(port, method, path, host=host)
            place.expect(f"{method} {path} for the host {host}", answer and answer.status, 421)
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", "localhost", f"[::1]:{port}"):
        place.expect(f"the host {host}", send(port, "GET", "/index.json", host=host).status, 200)
    place.expect("no host", send(port, "GET", "/index.json", host="").status, 400)
    place.expect("two hosts", send(port, "GET", "/", fields=[("Host", "evil.example")]).status, 400)
    absolute = send(port, "GET", "http://evil.example/index.json", host="evil.example")
    place.expect("a whole address of another host", absolute and absolute.status, 421, 400)
    for name, value in (("X-Forwarded-Host", "evil.example"), ("Forwarded", "host=evil.example")):
        answer = send(port, "GET", "/", fields=[(name, value), ("Accept", "text/html")])
        place.expect(f"{name} in the page", "evil.example" in answer.text, False)


def origins(place):
    """Another site can change nothing and show nothing, also in a real browser."""
    server = place.server()
    images = place.digits()
    place.train_now("kept", images)
    until("the run is listed", lambda: run(server, "kept"))
    port = server.port
    for fields in ([("Origin", "http://evil.example")], [("Origin", "null")], [("Origin", f"http://127.0.0.1:{port + 1}")],
                   [("Origin", f"https://127.0.0.1:{port}.evil.example")], [("Sec-Fetch-Site", "cross-site")],
                   [("Sec-Fetch-Site", "same-site")]):
        for path, body in (("/runs/kept/delete", None), ("/delete_runs", {"run_ids": ["kept"]}),
                           ("/datasets", {"source": "folder", "folder": images})):
            place.expect(f"POST {path} with {fields[0]}", send(port, "POST", path, body, fields).status, 403)
        answer = send(port, "PUT", "/uploads/a.zip", b"PK", fields)
        place.expect(f"an upload with {fields[0]}", answer.status, 403)
    # A form of another site can send this type without asking first.
    plain = send(port, "POST", "/delete_runs", b'{"run_ids": ["kept"]}', [("Content-Type", "text/plain")])
    place.expect("JSON that says it is text", plain.status, 415)

    page, _ = place.page(lambda _: None)
    site = Site(server.url)
    place.endings.append(site.end)
    page.goto(site.url)
    page.wait_for_function("() => window.done !== undefined")
    place.expect("what another site could read", page.evaluate("() => window.done"), "nothing")
    page.wait_for_timeout(300)
    place.expect("frames of another site that show the Studio", sum(
        "hourglass" in (frame.content().lower()) for frame in page.frames[1:]), 0)
    page.locator("form button").click()
    page.wait_for_load_state()
    place.expect("a form of another site", "kept was deleted" in page.content(), False)
    place.expect("the run", status(server, "kept"), "done")


class Site(http.server.ThreadingHTTPServer):
    """Another site, whose page tries to use the Studio at `target`."""

    daemon_threads = True

    def __init__(self, target):
        page = f"""<!doctype html><title>evil</title><iframe src="{target}"></iframe>
<form method="post" action="{target}runs/kept/delete" enctype="text/plain"><button>go</button></form>
<script>
const tries = [
  fetch("{target}index.json"), fetch("{target}runs/kept/delete", {{method: "POST"}}),
  fetch("{target}delete_runs", {{method: "POST", headers: {{"Content-Type": "application/json"}}, body: '{{"run_ids": ["kept"]}}'}}),
];
fetch("{target}runs/kept/delete", {{method: "POST", mode: "no-cors"}});
new EventSource("{target}events?topics=runs");
Promise.allSettled(tries).then((all) => (window.done = all.some((one) => one.status === "fulfilled") ? "something" : "nothing"));
</script>"""

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(page.encode())

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        # Another host, too.
        return f"http://localhost:{self.server_port}/"

    def end(self):
        self.shutdown()
        self.server_close()


def paths(place):
    """No path of an address or a form leads out of the folders that are served."""
    shared = os.path.join(place.folder, "shared")
    os.makedirs(shared)
    secret = os.path.join(place.folder, "secret.txt")
    with open(secret, "w") as file:
        file.write(SECRET)
    os.symlink(secret, os.path.join(shared, "link.txt"))
    os.symlink(place.folder, os.path.join(shared, "up"))
    server = place.server(folder=shared)
    port = server.port
    for link in ("link.txt", "up"):
        os.symlink(os.path.join(shared, link), os.path.join(server.runs, link))

    def check(what, answer, *wanted):
        if answer is None:
            return
        place.expect(what, answer.status, *wanted)
        place.expect(f"{what}: text from outside in the answer", SECRET in answer.text or "root:x:" in answer.text, False)

    for target in ("/../secret.txt", "/assets/../../../../../../etc/passwd", "/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
                   "/assets//etc/passwd", "/assets/..%2f..%2f..%2fetc%2fpasswd", "//etc/passwd", "/assets/styles/%00",
                   "/assets/scripts/..", "/%2e%2e/secret.txt"):
        check(f"GET {target}", send(port, "GET", target), 400, 404)
    check("a NUL in an address", send(port, "GET", "/runs/\0"), 400, 404)
    for what, data in (("a line feed in an address", b"GET /a\nb HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                       ("two lengths", b"POST /runs.json HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
                        b"Content-Length: 40\r\nConnection: close\r\n\r\n{}"),
                       ("a length and chunks", b"POST /runs.json HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
                        b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
                       ("a field with a line feed", b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n")):
        answer = exchange(port, data, 10)
        check(what, answer, 400)
    document = send(port, "GET", "/openapi.json").json
    count = 0
    for path, methods in document["paths"].items():
        if path == "/events":
            continue
        for method in methods:
            for value in PATHS if "{" in path else []:
                answer = send(port, method.upper(), re.sub(r"\{\w+\}", value, path),
                              {} if "requestBody" in methods[method] and "uploads" not in path else None)
                check(f"{method} {path} with {value[:40]}", answer, 400, 404, 405, 409, 415, 422)
                count += 1
            for parameter in methods[method].get("parameters", []):
                if parameter["in"] == "query" and method == "get" and "{" not in path:
                    for value in PATHS + [quote(secret), "/etc/passwd"]:
                        answer = send(port, "GET", f"{path}?{parameter['name']}={value}")
                        check(f"{path}?{parameter['name']}={value[:40]}", answer, 200, 400, 404, 422)
                        count += 1
    outside = [place.folder, secret, "/etc", "/etc/passwd", f"{shared}/../secret.txt", f"{shared}/link.txt", f"{shared}/up",
               f"{shared}/up/secret.txt", "shared", "../secret.txt", f"{shared}\0/../..", "/proc/self/environ", "~", ""]
    for value in outside:
        for body in ({"source": "folder", "folder": value}, {"source": "files", "files": value},
                     {"source": "list", "list": value}, {"source": "lmdb", "images": value}):
            check(f"POST /datasets with {body}", send(port, "POST", "/datasets", body), 400)
            # Errors of a preview are a part of it.
            answer = send(port, "POST", "/datasets/preview", body)
            check(f"a preview of {body}", answer, 200)
            place.expect(f"errors in the preview of {body}", bool(answer.json.get("errors")), True)
        answer = send(port, "POST", "/runs.json", {"model": {"name": "AE"}, "data": {"dataset": value}})
        check(f"a run on {value!r}", answer, 400)
        if value:
            check(f"files.json of {value!r}", send(port, "GET", f"/files.json?path={quote(value)}"), 400)
    with open(f"{shared}/list.txt", "w") as file:
        file.write(f"{secret} 0\n../secret.txt 0\nlink.txt 1\n/etc/passwd 1\n")
    answer = send(port, "POST", "/datasets/preview", {"source": "list", "list": f"{shared}/list.txt"})
    check("a list of files elsewhere", answer, 200, 400)
    images = place.digits("shared/digits")
    for name in ("../outside", "/outside", "a/../../outside", "a\0b", ".studio/jobs/a", ".trash/a", "--help", "a//b", "a/", "."):
        body = {"name": name, "model": {"name": "AE"}, "data": {"dataset": images}}
        check(f"a run called {name!r}", send(port, "POST", "/runs.json", body), 400)
    for field in ("mean", "root"):
        body = {"model": {"name": "AE"}, "data": {"dataset": images, field: secret}}
        check(f"{field} elsewhere", send(port, "POST", "/runs/check", body), 200, 400)
        check(f"a run with {field} elsewhere", send(port, "POST", "/runs.json", body), 400)
    check("a start elsewhere", send(port, "POST", "/runs.json", {
        "model": {"name": "AE"}, "data": {"dataset": images}, "start": {"from": secret}}), 400)
    place.expect("what is outside", sorted(os.listdir(place.folder)), ["secret.txt", "shared"])
    place.expect("jobs", send(port, "GET", "/jobs.json").json["jobs"], [])
    print(f"          {count} addresses")


def picture(side=8):
    """A grey PNG that says that it has so many pixels a side, with the data of 8 x 8."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress((b"\0" + b"\x55" * 8) * 8)) + chunk(b"IEND", b""))


def zipped(*entries, kind=zipfile.ZIP_DEFLATED, mode=0o100644):
    """A zip file of names and bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", kind) as archive:
        for name, data in entries:
            information = zipfile.ZipInfo(name)
            information.external_attr, information.compress_type = mode << 16, kind
            archive.writestr(information, data)
    return file.getvalue()


def stated(archive, size):
    """The zip of one entry with another size in its headers."""
    archive = bytearray(archive)
    for mark, place in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        start = archive.rindex(mark)
        archive[start + place : start + place + 4] = size.to_bytes(4, "little")
    return bytes(archive)


def zeros_gz(head, size):
    """A gzip file of `head` and `size` zeros, made of one piece that is repeated."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = compressor.compress(head) + compressor.flush(zlib.Z_FULL_FLUSH)
    piece = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = piece.compress(bytes(1 << 20)) + piece.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\3" + first + block * (size >> 20) + b"\3\0" + bytes(8)


def uploads(place):
    """Archives that leave their folder, link out of it or grow beyond all bounds are refused, and leave nothing."""
    server = place.server()
    port, folder = server.port, f"{server.runs}/.studio/uploads"
    good = picture()

    def upload(name, data):
        return send(port, "PUT", f"/uploads/{name}", data, [("Content-Type", "application/octet-stream")])

    def refused(what, name, data, *wanted):
        answer = upload(name, data)
        place.expect(f"{what}: {answer.message}", answer.status, *(wanted or (400,)))
        place.expect(f"{what}: a sentence", len(answer.message) > 10, True)
        place.expect(f"{what}: what is left", os.listdir(folder) if os.path.exists(folder) else [], [])

    for name in ("../slip.png", "/tmp/slip.png", "a/../../slip.png", "a/b/../../../slip.png", "..", "/"):
        refused(f"a tar with {name}", "a.tar", tar(tar_entry("ok.png", good), tar_entry(name, good)))
        refused(f"a tar.gz with {name}", "a.tgz", gz(tar(tar_entry(name, good))))
        # What ends in a slash is a folder.
        if name != "/":
            refused(f"a zip with {name}", "a.zip", zipped(("ok.png", good), (name, good)))
    def clear():
        for name in os.listdir(folder):
            shutil.rmtree(os.path.join(folder, name))

    for name in ("%00.zip", "a%00.zip", "%2e%2e%2fa.zip", "..%5ca.zip", "%2ftmp%2fa.zip"):
        answer = upload(name, zipped(("a/b.png", good)))
        place.expect(f"an upload called {name}", answer.status, 200, 400, 404)
    # Links are passed over; what would go through them stays inside.
    outside = os.path.join(place.folder, "outside")
    os.makedirs(outside)
    for kind, link in ((b"2", outside), (b"2", "../../../../outside"), (b"1", "/etc/passwd"), (b"1", "../../../secret")):
        answer = upload("links.tar", tar(
            tar_entry("way", kind=kind, link=link), tar_entry("way/slip.png", good), tar_entry("a/b.png", good)))
        place.expect(f"a tar with a link to {link}: {answer.message}", answer.status, 200, 400)
    place.expect("what is outside", os.listdir(outside), [])
    links = [os.path.join(root, name) for root, folders, files in os.walk(folder) for name in folders + files
             if os.path.islink(os.path.join(root, name))]
    place.expect("links in uploads", links, [])
    clear()
    answer = upload("links.zip", zipped(("way", outside.encode()), mode=0o120777))
    place.expect("a zip of a link alone", answer.status, 400)
    refused("devices alone", "a.tar", tar(tar_entry("null", kind=b"3"), tar_entry("pipe", kind=b"6")))
    # Bombs: of one entry, of many that share their bytes, of a size that is not true, of zeros after the header.
    free = os.statvfs(place.folder)
    before = free.f_bavail * free.f_frsize
    refused("3 GiB of zeros in a tar.gz", "bomb.tar.gz", zeros_gz(tar_entry("a.png", size=3 << 30), 3 << 30))
    refused("a zip that states 3 GiB", "bomb.zip", stated(zipped(("a.png", bytes(1 << 20))), 3 << 30))
    answer = upload("bomb.zip", stated(zipped(("a.png", bytes(64 << 20))), 10))
    place.expect("a zip that states 10 bytes and holds more", answer.status, 200, 400)
    after = os.statvfs(place.folder)
    place.expect("room that bombs took", before - after.f_bavail * after.f_frsize < 1 << 30, True)
    clear()
    for name, data in (("a.zip", b""), ("a.zip", b"PK\3\4" + bytes(100)), ("a.tar", bytes(10240)), ("a.tgz", b"\x1f\x8b")):
        refused(f"{len(data)} bytes that are no archive", name, data)
    nested = zipped(("inner.zip", zipped(("a.png", good))))
    answer = upload("nested.zip", nested)
    place.expect("a zip in a zip", answer.status, 200, 400)
    # A picture that would need 16 GiB, in a right archive: it is counted as bad, and nothing falls over.
    answer = upload("picture.zip", zipped(*[(f"a/{k}.png", good) for k in range(4)], ("a/bomb.png", picture(65535))))
    place.expect("a zip with a picture of 65,535 x 65,535", answer.status, 200)
    preview = send(port, "POST", "/datasets/preview", {"source": "upload", "upload": answer.json["id"]})
    place.expect("its preview", preview.status, 200, 400)
    place.expect("the server", send(port, "GET", "/index.json").status, 200)
    if server.memory() > 400:
        place.tell(f"the server has {server.memory():.0f} MB after the uploads")


def gz(data):
    compressor = zlib.compressobj(6, zlib.DEFLATED, 31)
    return compressor.compress(data) + compressor.flush()


def sign_in(place):
    """People sign in with a password or the token, in the browser; nobody else sees anything."""
    users = os.path.join(place.folder, "users")
    line = subprocess.run([place.studio, "password", "ada"], input="correct horse\n", capture_output=True, text=True,
                          check=True, timeout=60).stdout
    token = "t0ken-" + "x" * 30
    for path, text in ((users, line), (os.path.join(place.folder, "token"), token)):
        with open(path, "w") as file:
            file.write(text)
    open_to_all = subprocess.run(
        [place.studio, "--host", "0.0.0.0", "--port", "0", "--runs", f"{place.folder}/runs"], capture_output=True, text=True,
        timeout=20)
    place.expect("a server for all without a password", open_to_all.returncode, 64)
    server = place.server("--password-file", users, "--token-file", f"{place.folder}/token")
    port = server.port
    for method, path in (("GET", "/index.json"), ("GET", "/events?topics=runs"), ("GET", "/openapi.json"), ("POST", "/runs.json"),
                         ("PUT", "/uploads/a.zip"), ("GET", "/files.json"), ("GET", "/nothing.json")):
        place.expect(f"{method} {path} of a stranger", send(port, method, path).status, 401)
    for field in (f"Bearer {token}x", "Bearer ", "Basic YWRhOmNvcnJlY3QgaG9yc2U="):
        answer = send(port, "GET", "/index.json", fields=[("Authorization", field)])
        place.expect(f"Authorization: {field[:12]}…", answer.status, 401)
    place.expect("the token", send(port, "GET", "/index.json", fields=[("Authorization", f"Bearer {token}")]).status, 200)

    page, watch = place.page()
    page.goto(server.url + "jobs")
    page.get_by_role("heading", name="Sign in").wait_for()
    with watch.allowing(401, "/login"):
        page.get_by_label("Name").fill("ada")
        page.get_by_label("Password").fill("wrong horse")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_text("the name or the password is wrong").wait_for()
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill("correct horse")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Jobs", level=1).wait_for()
    cookies = page.context.cookies()
    place.expect("cookies", [(c["httpOnly"], c["sameSite"]) for c in cookies], [(True, "Strict")])
    place.expect("cookies that scripts see", page.evaluate("() => document.cookie"), "")
    page.goto(server.url)
    session = f"{cookies[0]['name']}={cookies[0]['value']}"
    place.expect("the session", send(port, "GET", "/index.json", fields=[("Cookie", session)]).status, 200)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    place.expect("the session that was ended", send(port, "GET", "/index.json", fields=[("Cookie", session)]).status, 401)

    # The address that the server prints: the token is sent, and is in no address afterwards.
    page.goto(f"{server.url}login#{token}")
    page.get_by_role("heading", name="Nothing here yet").wait_for()
    place.expect("the token in the address", token in page.url, False)
    page.go_back()
    place.expect("the token in the address before", token in page.url, False)

    # The form works without scripts, too.
    context = page.context.browser.new_context(java_script_enabled=False)
    place.endings.append(context.close)
    plain = context.new_page()
    plain.goto(server.url + "login?next=https://evil.example/")
    plain.get_by_label("Or the token").fill(token)
    plain.get_by_role("button", name="Sign in").click()
    plain.get_by_role("heading", name="Nothing here yet").wait_for()
    place.expect("where the sign-in led", plain.url, server.url)

    statuses = [send(port, "POST", "/login", {"username": "ada", "password": f"wrong {k}"}).status for k in range(7)]
    place.expect("guesses after the fifth", statuses[-1], 429)
    place.expect("a right password among guesses", send(
        port, "POST", "/login", {"username": "ada", "password": "correct horse"}).status, 429)
    with open(server.output) as file:
        text = file.read()
    place.expect("secrets in the output", [word for word in (token, "correct horse") if word in text], [])


def prefix(place):
    """Behind a proxy and below a prefix all of it works: pages, scripts, events, changes."""
    images = place.digits()
    place.train_now("before", images)
    server = place.server()
    proxy = Proxy(server.port)
    place.endings.append(proxy.end)
    page, _ = place.page()
    page.goto(proxy.url)
    page.locator("#runs tr[data-id=before]").wait_for()
    page.get_by_role("link", name="before").first.click()
    page.get_by_role("heading", name="before", level=1).wait_for()
    page.locator("line-chart .chart-plot canvas").first.wait_for()
    page.locator("film-strip .film-rows img").first.wait_for()
    place.train(server, "live", images, 100_000)
    page.goto(proxy.url + "runs/live")
    badge = page.locator("main .page-head .badge").first
    wait_epochs(server, "live", 20)
    page.get_by_role("button", name="Abort").wait_for()
    page.evaluate("() => { window.sameDocument = true; }")
    # The stream of events comes through the proxy, and a change goes through it.
    stage = page.locator("[data-live=stage]")
    first = stage.inner_text()
    until("the stage of the run changes", lambda: stage.inner_text() != first, pause=page.wait_for_timeout)
    page.get_by_role("button", name="Abort").click()
    until("the run is aborted", lambda: badge.inner_text().strip() == "aborted", pause=page.wait_for_timeout)
    place.expect("the same document", page.evaluate("() => window.sameDocument === true"), True)
    for path, heading in (("datasets/new", "New data set"), ("runs/new", "New run"), ("jobs", "Jobs")):
        page.goto(proxy.url + path)
        page.get_by_role("heading", name=heading, level=1).wait_for()
        page.wait_for_load_state()
    page.get_by_role("link", name="Hourglass").click()
    page.locator("#runs").wait_for()
    place.expect("the address of home", page.url, proxy.url)
    place.expect("what was asked for outside of the prefix", proxy.outside, [])
    wait_status(server, "live", "aborted")
