"""A server in a process of its own, and one in a thread whose limits a test may shorten."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[3]


class Process:
    """`magwise serve` as people start it. before: a line of the shell that goes first, such as a limit."""

    def __init__(self, database, *words, before=""):
        command = (
            f'{before}\nexec "{sys.executable}" -m magwise serve --port 0 --database "{database}" {" ".join(words)}'
        )
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            ["bash", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        )
        line = self.process.stdout.readline().decode()
        found = re.search(r"http://(.+):(\d+)/", line)
        assert found, (line, self.process.stderr.read().decode())
        self.host, self.port = found[1], int(found[2])
        self.await_answer()

    def await_answer(self):
        for _ in range(200):
            with contextlib.suppress(OSError):
                if ask(self.port, "/healthz", host=self.host)[0] == 200:
                    return
            time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def end(self):
        """Its exit status and what it said on standard error."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=30)
        said = self.process.stderr.read().decode()
        self.process.stdout.close()
        self.process.stderr.close()
        return status, said


@contextlib.contextmanager
def process(database, *words, before=""):
    running = Process(database, *words, before=before)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait()


@contextlib.contextmanager
def thread(app, knowledge):
    """The port of a server in a thread of this process."""
    from magwise.interfaces.web import serve
    from magwise.interfaces.web.connections import Listener, prepare

    listener = serve._listen("127.0.0.1", 0)
    server = Listener(serve._configure(app, prepare(knowledge)), end_after=1000)
    running = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    running.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        running.join(timeout=20)


def connect(port, host="127.0.0.1", timeout=15):
    return socket.create_connection((host.strip("[]"), port), timeout=timeout)


def read_all(client):
    """Everything until the server closes."""
    parts = []
    with contextlib.suppress(ConnectionResetError):
        while part := client.recv(65536):
            parts.append(part)
    return b"".join(parts)


def ask(port, path, *, host="127.0.0.1", timeout=15, head=""):
    """Status, headers in small letters, and body, over a connection of its own."""
    with connect(port, host, timeout) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n{head}\r\n".encode())
        return parse(read_all(client))


def parse(data):
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    return (
        int(lines[0].split()[1]),
        {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in lines[1:]},
        body,
    )
