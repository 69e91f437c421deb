"""Many clients of a server in one thread, which take as little CPU time as they can: what they measure is the server."""

import select
import socket
import time

REQUESTS_A_CONNECTION = 10
"""What a browser asks for when it opens a page comes through connections that it keeps."""


class Clients:
    """Followers of event streams, and requests at even times."""

    def __init__(self, port):
        self.port = port
        self.epoll = select.epoll()
        self.streams, self.asking, self.idle = {}, {}, []
        self.room = memoryview(bytearray(1 << 20))
        self.events = self.bytes = self.lost = 0
        self.times, self.failures = {}, []
        self.is_open = True

    def listen(self, count, topics):
        """Opens streams."""
        for _ in range(count):
            stream = self._connect()
            stream.send(f"GET /events?topics={topics} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n".encode())
            self.streams[stream.fileno()] = stream

    def ask(self, targets, rate, is_done):
        """Asks for the targets in turn at even times until `is_done()`, whether earlier answers have come or not."""
        requests = [self._request(target) for target in targets]
        begin, count = time.monotonic(), 0
        while not is_done():
            due = begin + count / rate
            if (wait := due - time.monotonic()) > 0:
                self._poll(wait)
                continue
            k = count % len(targets)
            self._send(targets[k], requests[k], due)
            count += 1
        end = time.monotonic() + 5
        while self.asking and time.monotonic() < end:
            self._poll(0.1)
        self.failures += ["no answer"] * len(self.asking)

    def follow(self):
        """Takes what streams bring until the clients are closed."""
        while self.is_open:
            self._poll(0.2)

    def close(self):
        self.is_open = False
        for connection in [*self.streams.values(), *(answer.connection for answer in self.asking.values()),
                           *(connection for connection, _ in self.idle)]:
            connection.close()

    def _request(self, target):
        accept = "application/json" if ".json" in target else "text/html"
        return f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept: {accept}\r\n\r\n".encode()

    def _connect(self):
        connection = socket.create_connection(("127.0.0.1", self.port))
        connection.setblocking(False)
        self.epoll.register(connection.fileno(), select.EPOLLIN)
        return connection

    def _send(self, target, request, due):
        try:
            connection, left = self.idle.pop() if self.idle else (self._connect(), REQUESTS_A_CONNECTION)
            self.asking[connection.fileno()] = Answer(connection, target, due, left - 1)
            connection.send(request)
        except OSError as error:
            self.failures.append(f"{target}: {error}")

    def _poll(self, seconds):
        for number, _ in self.epoll.poll(seconds):
            if (stream := self.streams.get(number)) is not None:
                count = stream.recv_into(self.room)
                self.bytes += count
                self.events += bytes(self.room[:count]).count(b"\ndata: ")
                if count == 0:
                    self.lost += 1
                    self._drop(stream)
                    del self.streams[number]
            elif (answer := self.asking.get(number)) is not None:
                self._take(number, answer)
            else:
                # The server has closed a connection that nothing is asked through.
                self.epoll.unregister(number)
                self.idle = [(connection, left) for connection, left in self.idle if connection.fileno() != number]

    def _take(self, number, answer):
        count = answer.connection.recv_into(self.room)
        if answer.missing is None:
            head, _, body = bytes(self.room[:count]).partition(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                self.failures.append(f"{answer.target}: {head[:12].decode(errors='replace')}")
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            answer.missing = int(length or 0) - len(body)
        else:
            answer.missing -= count
        if answer.missing > 0 and count > 0:
            return
        self.times.setdefault(answer.target, []).append(time.monotonic() - answer.due)
        del self.asking[number]
        if answer.left > 0 and count > 0:
            self.idle.append((answer.connection, answer.left))
        else:
            self._drop(answer.connection)

    def _drop(self, connection):
        self.epoll.unregister(connection.fileno())
        connection.close()


class Answer:
    """An answer that is under way."""

    def __init__(self, connection, target, due, left):
        self.connection, self.target, self.due, self.left = connection, target, due, left
        self.missing = None
