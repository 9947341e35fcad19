"""Clients that are slow, silent, many or gone: the server goes on, and ends when it is told to."""

import contextlib
import http.client
import json
import os
import signal
import statistics
import time
from pathlib import Path

import pytest
from served import ask, connect, parse, process, read_all, thread

from magwise.interfaces.web import connections, serve


@pytest.fixture
def served(app, knowledge):
    with thread(app, knowledge) as port:
        yield port


@pytest.fixture
def hurried(monkeypatch):
    for name, seconds in (("HEAD", 0.6), ("BODY", 1.2), ("READ", 1.5), ("KEEP", 0.5)):
        monkeypatch.setattr(connections, f"{name}_SECONDS", seconds)
    monkeypatch.setattr(connections, "LOOK_EVERY", 0.1)


def test_a_kept_connection_does_not_wait_between_answers(served):
    client = http.client.HTTPConnection("127.0.0.1", served, timeout=10)
    waits = []
    with contextlib.closing(client):
        for _ in range(12):
            began = time.perf_counter()
            client.request("GET", "/healthz")
            client.getresponse().read()
            waits.append(time.perf_counter() - began)
    assert statistics.median(waits[2:]) < 0.03  # a delayed acknowledgement would make it 0.044


ENDED = (0, -signal.SIGTERM)
HEAD = b"POST /nl/label HTTP/1.1\r\nHost: 127.0.0.1\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
SLOW = {
    "nothing": b"",
    "half a line": b"GET /nl/ HT",
    "half a head": HEAD,
    "half a body": HEAD + FORM + b"Content-Length: 100\r\n\r\nlabel=",
    "half a chunk": HEAD + FORM + b"Transfer-Encoding: chunked\r\n\r\n5\r\nla",
    "a next head": b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET /nl/ HT",
    "a kept connection": b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
}


@pytest.mark.parametrize("sent", SLOW.values(), ids=SLOW)
def test_a_client_that_stays_silent_is_let_go(hurried, app, knowledge, sent, caplog):
    with thread(app, knowledge) as port, connect(port, timeout=8) as client:
        client.sendall(sent)
        told = read_all(client)  # a time-out of the test where the connection stays
    assert b" 500 " not in told
    assert not caplog.records


def test_a_client_that_does_not_read_is_let_go(hurried, app, knowledge, monkeypatch):
    from magwise.interfaces.web.pages import Pages

    monkeypatch.setattr(Pages, "render", lambda *_given, **_named: "x" * 30_000_000)
    with thread(app, knowledge) as port, connect(port, timeout=8) as client:
        client.sendall(b"GET /nl/label HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        time.sleep(3.5)
        assert len(read_all(client)) < 30_000_000


def test_a_client_that_is_gone_is_no_fault(served, caplog):
    with connect(served) as client:
        client.sendall(SLOW["half a body"])
        time.sleep(0.2)
    with connect(served) as client:
        client.sendall(
            b"POST /api/v1/label HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
        )
        time.sleep(0.2)
    time.sleep(0.5)
    assert ask(served, "/healthz")[0] == 200
    assert not caplog.records


def test_a_slow_client_that_goes_on_is_served(hurried, app, knowledge):
    with thread(app, knowledge) as port, connect(port) as client:
        for piece in (b"GET /hea", b"lthz HTTP/1.1\r\nHost: 127.0.0.1\r\n", b"Connection: close\r\n\r\n"):
            client.sendall(piece)
            time.sleep(0.1)
        assert parse(read_all(client))[0] == 200


def test_where_there_is_no_room_a_new_client_is_told_so_or_an_idle_one_gives_way(app, knowledge, monkeypatch):
    monkeypatch.setattr(connections, "most_connections", lambda: 5)
    with thread(app, knowledge) as port, contextlib.ExitStack() as held:
        for _ in range(5):
            held.enter_context(connect(port))
        time.sleep(0.2)
        status, headers, body = ask(port, "/nl/")
        assert status == 503
        assert headers["retry-after"] == "2"
        assert "te veel verbindingen" in body.decode()
        assert "too many connections" in body.decode()
        time.sleep(connections.MOVED_ASIDE)
        assert ask(port, "/nl/")[0] == 200


def test_more_clients_than_open_files(tmp_path):
    with process(f"sqlite:///{tmp_path}/k.sqlite", before="ulimit -n 160") as running, contextlib.ExitStack() as held:
        for _ in range(200):
            client = held.enter_context(connect(running.port))
            client.sendall(b"GET /nl/ HTTP/1.1\r\n")
        time.sleep(connections.MOVED_ASIDE + 0.5)
        began = time.monotonic()
        assert ask(running.port, "/nl/")[0] == 200
        assert time.monotonic() - began < 8
        held.close()
        status, said = running.end()
    assert said == ""
    assert status in ENDED


def test_it_ends_when_told_to_whatever_clients_do(tmp_path):
    with process(f"sqlite:///{tmp_path}/k.sqlite") as running, contextlib.ExitStack() as held:
        for sent in SLOW.values():
            held.enter_context(connect(running.port)).sendall(sent)
        body = b'{"outcome":"sleep","minimal_effect":0.4,"start":"2027-01-04","baseline_sd":1}'
        head = f"POST /api/v1/trial/design HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        held.enter_context(connect(running.port)).sendall(head.encode() + body)
        time.sleep(0.5)
        began = time.monotonic()
        status, said = running.end()
        assert time.monotonic() - began < 10
    assert status in ENDED
    assert said == ""


def test_what_is_still_worked_on_when_it_ends_is_told_so(tmp_path):
    body = b'{"outcome":"sleep","minimal_effect":0.4,"start":"2027-01-04","baseline_sd":1}'
    head = f"POST /api/v1/trial/design HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    with process(f"sqlite:///{tmp_path}/k.sqlite") as running:
        with connect(running.port) as client:
            client.sendall(head.encode() + body)
            assert client.recv(12) == b"HTTP/1.1 200"
        workers = Path(f"/proc/{running.process.pid}").glob("task/*/children")
        for pid in (int(pid) for path in workers for pid in path.read_text(encoding="ascii").split()):
            os.kill(pid, signal.SIGSTOP)
        with connect(running.port) as client:
            client.sendall(head.encode() + body)
            time.sleep(0.5)
            began = time.monotonic()
            status, said = running.end()
            assert time.monotonic() - began < 10
            told = parse(read_all(client))
    assert told[0] == 503
    assert told[1]["retry-after"]
    assert json.loads(told[2])["detail"] == "De server stopt. Dit is niet gedaan; probeer het straks opnieuw."
    assert status in ENDED
    assert said == ""


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_every_name_that_it_is_started_under_is_answered(tmp_path, host):
    with process(f"sqlite:///{tmp_path}/k.sqlite", "--host", host) as running:
        assert ask(running.port, "/nl/", host=running.host)[0] == 200
        assert ask(running.port, "/nl/", host=running.host, head="X-Forwarded-Proto: https\r\n")[0] == 200


def test_headers_of_a_proxy_are_not_believed(tmp_path):
    with process(f"sqlite:///{tmp_path}/k.sqlite") as running:
        told = ask(running.port, "/nl", head="X-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.example\r\n")
        assert told[0] == 303
        assert told[1]["location"] == "/nl/"


def test_the_listener_sends_short_answers_at_once():
    import socket

    with serve._listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP
