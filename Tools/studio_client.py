"""What checks of the Studio send without a browser: any bytes, also those that no client would."""

import http.client
import io
import json
import socket


class Answer:
    """An answer, read to its end."""

    def __init__(self, status, fields, body):
        self.status, self.fields, self.body = status, fields, body

    @property
    def text(self):
        return self.body.decode(errors="replace")

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def message(self):
        """The sentence of a refusal."""
        try:
            document = self.json
        except ValueError:
            return self.text[:300]
        if not isinstance(document, dict):
            return ""
        fields = document.get("errors") or {}
        return "; ".join(text for texts in fields.values() for text in texts) or document.get("error", {}).get(
            "message", "")


def send(port, method, target, body=None, fields=(), host=None, seconds=30.0):
    """Sends one request as it is and reads the answer; None where the other side says nothing.

    `body` is bytes, or a value that is sent as JSON. `fields` are pairs; a Host is added unless `host` is "".
    """
    lines = [f"{method} {target} HTTP/1.1"]
    if host != "":
        lines.append(f"Host: {host or f'127.0.0.1:{port}'}")
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
        lines.append("Content-Type: application/json")
    lines += [f"{name}: {value}" for name, value in fields] + ["Connection: close"]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return exchange(port, "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + (body or b""), seconds)


def exchange(port, data, seconds=30.0):
    """Sends bytes and reads an answer; None where the connection is closed without one."""
    with socket.create_connection(("127.0.0.1", port), seconds) as connection:
        try:
            connection.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            # Refused before all was sent; the answer may be there.
            pass
        response = http.client.HTTPResponse(connection)
        try:
            response.begin()
            body = response.read()
        except http.client.IncompleteRead as error:
            body = error.partial
        except (http.client.HTTPException, ConnectionResetError):
            return None
        return Answer(response.status, response.headers, body)


def octets(value):
    """A size of tar's header."""
    return b"%011o\0" % value


def tar_entry(name, data=b"", kind=b"0", link="", size=None):
    """An entry of a tar file, of any name, kind and stated size."""
    size = len(data) if size is None else size
    header = io.BytesIO()
    header.write(name.encode()[:100].ljust(100, b"\0"))
    header.write(b"0000644\0" + b"0000000\0" * 2 + octets(size) + octets(0) + b" " * 8 + kind)
    header.write(link.encode().ljust(100, b"\0") + b"ustar\x0000")
    block = header.getvalue().ljust(512, b"\0")
    block = block[:148] + b"%06o\0 " % sum(block) + block[156:]
    return block + data + b"\0" * (-len(data) % 512)


def tar(*entries):
    """A tar file of entries."""
    return b"".join(entries) + b"\0" * 1024
