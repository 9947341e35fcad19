"""What pages wait while the worst bodies are worked on, and what memory is left after very many requests.

`python tests/interfaces/web/pressure.py pages [--pages 300] [--clients 2]`
`python tests/interfaces/web/pressure.py memory [--requests 50000]`

The server is a process of its own. Waits are in milliseconds beside those of the same server with nothing else to do;
memory is that of the server and, apart, of its workers, in MB.
"""

import argparse
import contextlib
import http.client
import io
import json
import random
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2]))

from served import process

JSON = {"Content-Type": "application/json"}
PROFILE = {"person": {"age": 42}, "goals": ["sleep"], "medicines": [{"name": "Thyrax", "times": ["07:00"]}]}
PANEL = "Per 2 tabletten\nMagnesium (citraat) | 150 mg | 40%"


def names(count, seed=1):
    dice = random.Random(seed)
    return ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=12)) for _ in range(count)]


def near(count):
    """Names that are nearly known: the dearest to look up."""
    return [f"levotyroxin{chr(97 + at % 26)}um {at}" for at in range(count)]


def days(count):
    begin = date(2027, 1, 4)
    return [
        {"date": (begin + timedelta(at)).isoformat(), "on": bool(at // 3 % 2), "outcome": at % 7} for at in range(count)
    ]


def worst():
    """The worst bodies, by name: where they go and what is sent."""
    supplements = [{"label": f"Multi {name}: magnesium (oxide) {at + 1} mg", "servings_per_day": 1, "times": ["08:00"]}
                   for at, name in enumerate(names(100))]  # fmt: skip
    every = [{"name": "Thyrax", "times": ["07:00"], "every_days": at} for at in range(2, 11)]
    dull = [{"name": name, "times": ["07:00"]} for name in names(100)]
    return {
        "78 near names": ("medicine", {"texts": near(78)}),
        "32 near names": ("medicine", {"texts": near(32)}),
        "ten supplements": ("advise", {**PROFILE, "supplements": supplements[:10]}),
        "nine lists": ("ask", {**PROFILE, "medicines": [{"name": ", ".join(names(12, at))} for at in range(9)]}),
        "many brackets": ("advise", [[[]] * 150_000]),
        "900 kB of names": ("medicine", {"texts": [" ".join(names(700, at)) for at in range(100)]}),
        "1,000 names": ("medicine", {"texts": names(1_000)}),
        "20,000 names": ("medicine", {"texts": names(20_000)}),
        "100 supplements": ("advise", {**PROFILE, "supplements": supplements}),
        "100 medicines": ("advise", {**PROFILE, "medicines": dull}),
        "nine every so many days": ("plan", {"medicines": every}),
        "a long label": ("label", {"text": "magnesium (citraat) 12 mg per 2 tabletten, " * 450}),
        "design": (
            "trial/design",
            {"outcome": "sleep", "minimal_effect": 0.5, "start": "2027-01-04", "baseline_sd": 1},
        ),
        "analyse": ("trial/analyse", {"rows": days(2_000), "minimal_effect": 1}),
    }


def rest(port, name, body, timeout=120):
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    with contextlib.closing(client):
        client.request("POST", f"/api/v1/{name}", json.dumps(body), JSON)
        answer = client.getresponse()
        return answer.status, answer.read()


class Form:
    """The label page with its cookie and token."""

    def __init__(self, port):
        self.port = port
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        with contextlib.closing(client):
            client.request("GET", "/nl/label")
            page = client.getresponse()
            self.cookie = page.headers["set-cookie"].partition(";")[0]
            self.token = page.read().decode().split('name="_token" value="')[1].split('"')[0]

    def post(self, path, body, kind="application/x-www-form-urlencoded"):
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        with contextlib.closing(client):
            client.request("POST", path, body, {"Cookie": self.cookie, "Content-Type": kind})
            answer = client.getresponse()
            answer.read()
            return answer.status

    def send(self, photo):
        parts = [f'--x\r\nContent-Disposition: form-data; name="_token"\r\n\r\n{self.token}\r\n'.encode()]
        parts += [
            b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n' + photo + b"\r\n--x--\r\n"
        ]
        return self.post("/nl/label", b"".join(parts), "multipart/form-data; boundary=x")


def worst_forms(token):
    """The worst forms, by name: where they go, what is sent, and its type."""
    rows = {"_token": token, "_action": "add", "rows": "30", **{f"name-{at}": name for at, name in enumerate(near(30))}}
    head = b'--x\r\nContent-Disposition: form-data; name="label"\r\n\r\n'
    return {
        "a form of 30 near names": ("/nl/medicine", urllib.parse.urlencode(rows)),
        "a form of 900 kB of &": ("/nl/label", b"&" * 900_000),
        "a form of 900 kB of lines": (
            "/nl/medicine", head + b"\r\n-" * 300_000 + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"
        ),
    }  # fmt: skip


def photo():
    from photos.render import draw_shot, photograph

    return photograph(PANEL, 3, draw_shot(3)._replace(quarter=0))


def one_bit():
    from PIL import Image

    out = io.BytesIO()
    Image.new("1", (7_000, 7_000)).save(out, "PNG")
    return out.getvalue()


def waits(port, count, path="/nl/label"):
    """Milliseconds that each of so many pages took, over one kept connection."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    found = []
    with contextlib.closing(client):
        for _ in range(count):
            began = time.perf_counter()
            client.request("GET", path)
            answer = client.getresponse()
            answer.read()
            assert answer.status == 200
            found.append(1000 * (time.perf_counter() - began))
            time.sleep(0.005)
    return found


def under(port, count, work, at_once=2):
    """The same while so many threads have `work` done again and again, with the statuses it gave."""
    ending, statuses, longest = threading.Event(), [], [0.0]

    def again():
        while not ending.is_set():
            began = time.perf_counter()
            statuses.append(work())
            longest[0] = max(longest[0], time.perf_counter() - began)

    threads = [threading.Thread(target=again) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    try:
        found = waits(port, count)
    finally:
        ending.set()
        for thread in threads:
            thread.join()
    return found, statuses, longest[0]


def percentile(found, share):
    return sorted(found)[min(len(found) - 1, int(share * len(found)))]


def tell_pages(count, clients=2):
    with tempfile.TemporaryDirectory() as folder, process(f"sqlite:///{folder}/k.sqlite") as running:
        print(f"{'while':26}{'p50':>8}{'p99':>8}{'max':>8}   statuses, longest")
        idle = waits(running.port, count)
        print(f"{'nothing else':26}{percentile(idle, 0.5):8.1f}{percentile(idle, 0.99):8.1f}{max(idle):8.1f}")
        form, shot, bomb = Form(running.port), photo(), one_bit()
        works = {name: lambda given=given: rest(running.port, *given)[0] for name, given in worst().items()}
        works |= {"a photo": lambda: form.send(shot), "a one-bit picture": lambda: form.send(bomb)}
        works |= {name: lambda body=body: form.post(*body) for name, body in worst_forms(form.token).items()}
        for name, work in works.items():
            found, statuses, longest = under(running.port, count, work, clients)
            told = ", ".join(f"{status} × {statuses.count(status)}" for status in sorted(set(statuses)))
            print(
                f"{name:26}{percentile(found, 0.5):8.1f}{percentile(found, 0.99):8.1f}{max(found):8.1f}   {told}, {longest:.1f} s",
                flush=True,
            )


def resident(pid):
    fields = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    return int(fields[1]) * 4096 / 1e6


def memory(running):
    """MB of the server and of its workers together."""
    pid = running.process.pid
    return resident(pid), sum(resident(child) for task in Path(f"/proc/{pid}/task").iterdir()
                              for child in map(int, (task / "children").read_text(encoding="ascii").split()))  # fmt: skip


def mixed(port, place, form, shot, bomb):
    """One of the mixed requests: mostly pages and short answers, now and then what takes long."""
    if place % 1_000 == 500:
        return form.send(shot)
    if place % 1_000 == 700:
        return form.send(bomb)
    if place % 200 == 100:
        told = {"outcome": "sleep", "minimal_effect": 0.5 + place % 7 / 10, "start": "2027-01-04"}
        return rest(
            port, "trial/design", {**told, "blocks": 6 + place // 200 % 12, "period_days": 3 + place // 200 % 5}
        )[0]
    if place % 200 == 150:
        return rest(port, "trial/analyse", {"rows": days(100 + place % 90), "minimal_effect": 1})[0]
    if place % 100 == 50:
        return rest(port, "medicine", {"texts": names(150, place)})[0]
    kind = place % 5
    if kind == 0:
        return rest(port, "advise", {**PROFILE, "person": {"age": 18 + place % 60}})[0]
    if kind == 1:
        return rest(port, "label", {"text": f"Magnesium {place % 500} mg per {place % 7 + 1} tabletten"})[0]
    if kind == 2:
        return rest(port, "medicine", {"texts": names(3, place)})[0]
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with contextlib.closing(client):
        client.request("GET", "/nl/" if kind == 3 else "/en/medicine")
        answer = client.getresponse()
        answer.read()
        return answer.status


def walk(count, clients=4, tell=print):
    """Memory after each tenth of so many mixed requests: pairs of the server and its workers."""
    with tempfile.TemporaryDirectory() as folder, process(f"sqlite:///{folder}/k.sqlite") as running:
        form, shot, bomb = Form(running.port), photo(), one_bit()
        turn, lock, statuses = iter(range(count)), threading.Lock(), []
        seen = []

        def go():
            while True:
                with lock:
                    place = next(turn, None)
                if place is None:
                    return
                status = mixed(running.port, place, form, shot, bomb)
                with lock:
                    statuses.append(status)
                    if len(statuses) % (count // 10) == 0:
                        seen.append(memory(running))
                        tell(f"{len(statuses):8} requests: server {seen[-1][0]:6.1f} MB, workers {seen[-1][1]:6.1f} MB")

        threads = [threading.Thread(target=go) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        tell({status: statuses.count(status) for status in sorted(set(statuses))})
        return seen, statuses


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("pages", "memory"))
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--clients", type=int, default=2)
    parser.add_argument("--requests", type=int, default=50_000)
    options = parser.parse_args()
    if options.what == "pages":
        tell_pages(options.pages, options.clients)
        return 0
    seen, _ = walk(options.requests)
    half = [server for server, _ in seen[len(seen) // 2 :]]
    print(f"second half: {min(half):.1f} to {max(half):.1f} MB, median {statistics.median(half):.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
