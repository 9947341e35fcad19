"""Each kind of work has few threads of its own: what is worked out never stands in the way of a page."""

import contextlib
import threading
import urllib.parse

import pytest
from pressure import Form, rest
from served import ask, connect, parse, read_all, thread

from magwise.interfaces.rest import endpoints
from magwise.interfaces.rest.operations import run
from magwise.interfaces.web import answers, security
from magwise.medicines.match import find_medicine

CLIENTS = 40
LONG = {"rows": "30", **{f"name-{row}": f"zorbaxolin {row} mg" for row in range(30)}, "_action": "add"}


class Held:
    """Work that stands still until it may go on. most: how many were at it at once."""

    def __init__(self, work):
        self.work, self.most, self.busy = work, 0, 0
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.lock = threading.Lock()

    def __call__(self, *given, **named):
        with self.lock:
            self.busy += 1
            self.most = max(self.most, self.busy)
        self.begun.set()
        self.go_on.wait(30)
        with self.lock:
            self.busy -= 1
        return self.work(*given, **named)


@contextlib.contextmanager
def asking(held, work):
    """So many clients ask at once, and the first is being worked for."""
    statuses = []
    threads = [threading.Thread(target=lambda: statuses.append(work())) for _ in range(CLIENTS)]
    for one in threads:
        one.start()
    try:
        assert held.begun.wait(20)
        yield statuses
    finally:
        held.go_on.set()
        for one in threads:
            one.join()


@pytest.mark.parametrize(
    ("name", "body"), [("label", {"text": "Magnesium 100 mg"}), ("medicine", {"texts": ["Thyrax"]})]
)
def test_pages_are_made_while_short_answers_of_rest_are_worked_out(app, knowledge, monkeypatch, name, body):
    held = Held(run)
    monkeypatch.setattr(endpoints, "run", held)
    with thread(app, knowledge) as port:
        with asking(held, lambda: rest(port, name, body)[0]) as statuses:
            for path in ("/nl/", "/nl/label", "/en/knowledge/kidney_disease", "/healthz", "/readyz"):
                assert ask(port, path)[0] == 200
        assert set(statuses) <= {200, 503}
        assert 200 in statuses
    assert held.most == 1


def test_long_lists_in_forms_are_looked_up_one_form_at_a_time(app, knowledge, monkeypatch):
    held = Held(find_medicine)
    monkeypatch.setattr(answers, "find_medicine", held)
    with thread(app, knowledge) as port:
        form = Form(port)
        body = urllib.parse.urlencode({**LONG, "_token": form.token})
        with asking(held, lambda: form.post("/nl/medicine", body)) as statuses:
            for path in ("/nl/", "/nl/label", "/readyz"):
                assert ask(port, path)[0] == 200
        assert set(statuses) <= {200, 503}
        assert 200 in statuses
    assert held.most == 1


def test_names_of_a_form_are_bounded_together_and_looked_up_once(visitor, monkeypatch):
    seen = []
    monkeypatch.setattr(answers, "find_medicine", lambda name, **more: seen.append(name) or find_medicine(name, **more))
    visitor.get("/nl/medicine")
    visitor.post("/nl/medicine", **{"rows": "2", "name-0": "Thyrax", "name-1": "doxycycline", "_action": "add"})
    assert sorted(seen) == ["Thyrax", "doxycycline"]
    page = visitor.post("/nl/medicine", **{"rows": "2", "name-0": "a" * 15_000, "name-1": "b" * 15_000})
    assert page.status_code == 422
    assert "samen meer dan 20000 tekens" in page.text
    assert "b" * 15_000 in page.text


def test_all_bodies_together_are_bounded_and_what_is_let_go_may_come_again(app, knowledge, monkeypatch):
    monkeypatch.setattr(security, "MOST_HELD", 1_000_000)
    body = b'{"text": "' + b"x" * 700_000 + b'"}'
    head = b"POST /api/v1/label HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\n"
    head += b"Content-Length: %d\r\n\r\n" % len(body)
    with thread(app, knowledge) as port:
        guard = app.middleware_stack.app
        with connect(port) as first:
            first.sendall(head + body[:-1])
            while guard._held.bytes < len(body) - 1:
                threading.Event().wait(0.01)
            with connect(port) as second, contextlib.suppress(ConnectionError):
                second.sendall(head + body[:-1])
                status, headers, _ = parse(read_all(second))
                assert (status, headers["retry-after"]) == (503, "2")
            first.sendall(body[-1:])
            assert parse(read_all(first))[0] == 422
        while guard._held.bytes:
            threading.Event().wait(0.01)
        assert rest(port, "label", {"text": "mg 5 " * 140_000})[0] == 422
