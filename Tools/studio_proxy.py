"""A reverse proxy that shows a Studio below a prefix, for checks."""

import http.client
import http.server
import threading


class Proxy(http.server.ThreadingHTTPServer):
    """Shows the server at `target` below `/studio/`; notes what is asked for outside."""

    daemon_threads = True

    def __init__(self, target):
        super().__init__(("127.0.0.1", 0), Handler)
        self.target, self.outside = target, []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/studio/"

    def handle_error(self, request, client_address):
        """A browser may leave at any time."""

    def end(self):
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    # With HTTP/1.0 the end of the connection is the end of an answer, also of a stream.

    def do_GET(self):
        if not self.path.startswith("/studio/"):
            if self.path != "/favicon.ico":
                self.server.outside.append(f"{self.command} {self.path}")
            self.send_error(404)
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        upstream = http.client.HTTPConnection("127.0.0.1", self.server.target, timeout=600)
        try:
            upstream.putrequest(
                self.command, self.path.removeprefix("/studio"), skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in ("connection", "keep-alive"):
                    upstream.putheader(name, value)
            upstream.putheader("X-Forwarded-For", self.client_address[0])
            upstream.endheaders(body or None)
            self.answer(upstream.getresponse())
        finally:
            upstream.close()

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET

    def answer(self, response):
        self.send_response_only(response.status, response.reason)
        for name, value in response.getheaders():
            if name.lower() not in ("connection", "transfer-encoding", "keep-alive"):
                self.send_header(name, value)
        self.end_headers()
        while piece := response.read1(1 << 16):
            self.wfile.write(piece)
            self.wfile.flush()

    def log_message(self, *_):
        pass
