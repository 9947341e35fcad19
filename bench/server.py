"""How many requests a second one server answers, beside a bare Starlette answer in the same run. Needs wrk.

`python bench/server.py [--seconds 4] [--rounds 3]`

Each line: requests a second at one kept connection (the best round), and requests per second of the server's own
processor time, which tells the same on a busy machine.
"""

import argparse
import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

BARE = """
import socket, sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
async def answer(request):
    return PlainTextResponse("ok")
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
listener.bind(("127.0.0.1", 0)); listener.listen(128)
print(f"http://127.0.0.1:{listener.getsockname()[1]}/", flush=True)
app = Starlette(routes=[Route("/", answer)])
uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False, loop="asyncio")).run(sockets=[listener])
"""
ASK = 'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.body = [==[{body}]==]\n'
PROFILE = {"person": {"age": 42}, "goals": ["sleep"], "medicines": [{"name": "Thyrax", "times": ["07:00"]}]}
LABEL = {"text": "Per 2 tabletten: magnesium (bisglycinaat) 200 mg (53% RI)"}
STEPS = (
    ("goal", {"goal": "sleep"}),
    ("you", {"age": "42", "sex": "female", "maternal": "none"}),
    ("alarm", {"red_flags": "none"}),
    ("health", {"conditions": "none"}),
    ("medicines", {"takes": "yes", "rows": "1", "name-0": "Thyrax 100 mcg", "times-0": "7 uur"}),
    ("gut", {"sensitive": "no", "stool": "normal", "laxative": "no"}),
    ("now", {"takes": "no"}),
    ("day", {"wake": "7", "bed": "23:00"}),
    ("review", {"jurisdiction": "EU"}),
)


class Running(NamedTuple):
    """A server. processor: seconds that it has used so far."""

    pid: int
    port: int

    def processor(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def running(words: list[str]) -> Iterator[Running]:
    """A server in a process of its own, until the block ends."""
    process = subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        found = re.search(r":(\d+)/", process.stdout.readline())
        assert found
        yield Running(process.pid, int(found[1]))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


class Browser:
    """Follows the forms of the check, with the cookie."""

    def __init__(self, port: int) -> None:
        self.client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookie, self.token = "", ""

    def ask(self, method: str, path: str, **fields: str) -> str:
        """Where it leads in the end."""
        body = urllib.parse.urlencode({"_token": self.token, **fields}) if method == "POST" else None
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.client.request(method, path, body, headers)
        answer = self.client.getresponse()
        text = answer.read().decode()
        self.cookie = (answer.headers.get("set-cookie") or self.cookie).partition(";")[0]
        if answer.status == 303:
            return self.ask("GET", answer.headers["location"])
        assert answer.status == 200, (answer.status, path)
        self.token = (re.search(r'name="_token" value="(\w+)"', text) or [None, self.token])[1]
        return path


def find_advice(port: int) -> tuple[str, str]:
    """The address of an advice page, made by walking the check, and the cookie that opens it."""
    browser = Browser(port)
    browser.ask("GET", "/nl/")
    draft = browser.ask("POST", "/nl/check").rsplit("/", 1)[0]
    path = ""
    for page, fields in STEPS:
        path = browser.ask("POST", f"{draft}/{page}", **fields)
    assert "/advice/" in path, path
    return path, browser.cookie


class Measure(NamedTuple):
    """What to ask of a server. body: JSON to send, or None for a page."""

    name: str
    path: str
    body: object = None
    cookie: str = ""


def measure(server: Running, what: Measure, seconds: int, folder: Path) -> tuple[float, float]:
    """Requests a second, and requests per second of the server's processor."""
    words = ["wrk", "-t1", "-c1", f"-d{seconds}s", f"http://127.0.0.1:{server.port}{what.path}"]
    if what.cookie:
        words += ["-H", f"Cookie: {what.cookie}"]
    if what.body is not None:
        script = folder / "ask.lua"
        script.write_text(ASK.replace("{body}", json.dumps(what.body)), encoding="utf-8")
        words += ["-s", str(script)]
    before = server.processor()
    told = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    used = server.processor() - before
    assert "Non-2xx" not in told, told
    done = re.search(r"(\d+) requests in", told)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert done
    assert rate
    return float(rate[1]), int(done[1]) / max(used, 0.01)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        print("server: wrk is not installed (apt-get install wrk): not measured")
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = ["-m", "magwise", "serve", "--port", "0", "--database", f"sqlite:///{folder}/kept.sqlite"]
        with running(["-c", BARE]) as bare, running(ours) as server:
            path, cookie = find_advice(server.port)
            measures = (
                (bare, Measure("bare starlette", "/")),
                (server, Measure("start page", "/nl/")),
                (server, Measure("advice page", path, cookie=cookie)),
                (server, Measure("REST label", "/api/v1/label", LABEL)),
                (server, Measure("REST advise", "/api/v1/advise", PROFILE)),
            )
            best: dict[str, tuple[float, float]] = {}
            for _ in range(options.rounds):
                for running_one, what in measures:
                    found = measure(running_one, what, options.seconds, folder)
                    best[what.name] = max(found, best.get(what.name, (0.0, 0.0)))
    print(f"{'one kept connection':24}{'requests/s':>12}{'per s of processor':>20}")
    for label, (rate, processor) in best.items():
        print(f"{label:24}{rate:12.0f}{processor:20.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
