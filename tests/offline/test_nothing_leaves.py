"""A photo, a served page and a batch under strace: nobody is called, and nothing is written but our own files."""

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import time

import pytest

from magwise.photos.extra import is_installed
from offline.traced import read, start, why_not

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "can be traced")
photos = pytest.mark.skipif(not is_installed(), reason="the extra «photo» is not installed")
CALLS_HOME_AFTER = 14  # seconds; the runtime of the models made its first call some ten after the first photo
PANEL = "Per 2 tabletten\nMagnesium (citraat) | 150 mg | 40%"


def photo(folder):
    from photos.render import draw_shot, photograph

    path = folder / "pot.jpg"
    path.write_bytes(photograph(PANEL, 3, draw_shot(3)._replace(quarter=0)))
    return path


def foreign(seen, *own):
    """What was called beyond this computer, and what was written beside our own files."""
    called = [name for name in seen.called if not name.startswith("127.") and name != "::1"]
    return called, [path for path in seen.written if not path.startswith(tuple(map(str, own)))]


@photos
def test_a_photo_on_the_command_line(tmp_path):
    home, log = tmp_path / "home", tmp_path / "log"
    home.mkdir()
    done = start(["label", "--image", str(photo(tmp_path)), "--json"], log, home, stdout=subprocess.PIPE)
    told = json.loads(done.communicate(timeout=120)[0])
    assert told["verdict"] == "ok"
    assert foreign(read(log)) == ([], [])
    assert [path.name for path in home.rglob("*")] == ["tmp"]


def test_a_batch(tmp_path):
    pytest.importorskip("pyarrow", reason="the extra «batch» is not installed")
    home, log, out = tmp_path / "home", tmp_path / "log", tmp_path / "out"
    home.mkdir()
    out.mkdir()
    (tmp_path / "in.csv").write_text("id,text\n1,Magnesium 100 mg per tablet\n", encoding="utf-8")
    done = start(["batch", "labels", str(tmp_path / "in.csv"), str(out / "out.parquet")], log, home)
    assert done.wait(timeout=120) == 0
    assert foreign(read(log), out) == ([], [])
    assert [path.name for path in home.rglob("*")] == ["tmp"]


class Served:
    """A server under strace, asked over one connection."""

    def __init__(self, folder):
        self.home, self.log, self.own = folder / "home", folder / "log", folder / "own"
        self.home.mkdir()
        self.own.mkdir()
        words = ["serve", "--port", "0", "--database", f"sqlite:///{self.own}/kept.sqlite"]
        self.process = start(words, self.log, self.home, stdout=subprocess.PIPE, start_new_session=True)
        self.port = int(re.search(rb":(\d+)/", self.process.stdout.readline())[1])

    def ask(self, method, path, body=None, **headers):
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(client):
            client.request(method, path, body, headers)
            answer = client.getresponse()
            return answer.status, answer.read().decode()

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=30)
        self.process.stdout.close()


@photos
def test_a_server_with_pages_and_a_photo(tmp_path):
    data = photo(tmp_path).read_bytes() + bytes(1_200_000)  # bodies above 1 MB used to pass through a file in /tmp
    served = Served(tmp_path)
    try:
        assert served.ask("GET", "/nl/")[0] == 200
        told = json.dumps({"person": {"age": 42}, "goals": ["sleep"]})
        assert served.ask("POST", "/api/v1/advise", told, **{"Content-Type": "application/json"})[0] == 200
        body = (
            b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n' + data + b"\r\n--x--\r\n"
        )
        assert "150 mg" in send_photo(served, body)
        time.sleep(CALLS_HOME_AFTER)
    finally:
        served.stop()
    assert foreign(read(served.log), served.own) == ([], [])
    assert [path.name for path in served.home.rglob("*")] == ["tmp"]


def send_photo(served, body):
    """The page that comes back for a photo: its form is fetched first, for the cookie and the token."""
    client = http.client.HTTPConnection("127.0.0.1", served.port, timeout=90)
    with contextlib.closing(client):
        client.request("GET", "/nl/label")
        page = client.getresponse()
        cookie, token = (
            page.headers["set-cookie"].partition(";")[0],
            re.search(rb'"_token" value="([^"]+)"', page.read())[1],
        )
        field = b'--x\r\nContent-Disposition: form-data; name="_token"\r\n\r\n' + token + b"\r\n"
        told = {"Content-Type": "multipart/form-data; boundary=x", "Cookie": cookie}
        client.request("POST", "/nl/label", field + body, told)
        return client.getresponse().read().decode()
