"""What may not be asked is refused in one place, whatever stands at the address."""

import asyncio
import gzip

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Route
from starlette.testclient import TestClient
from web_visitor import BASE

from magwise.interfaces.web.app import PAGES
from magwise.interfaces.web.security import HEADERS

ROUTES = [
    "/", "/nl", "/en", "/static/magwise.css", "/static/none", "/healthz", "/readyz", "/api/v1/knowledge/kidney_disease",
    "/api/v1/label", "/nowhere", *("/nl/" + path.format(id="0" * 32, page="you", link="x") for path in PAGES),
]  # fmt: skip


@pytest.fixture
def client(app):
    return TestClient(app, base_url=BASE, raise_server_exceptions=False, follow_redirects=False)


@pytest.mark.parametrize("path", ROUTES)
def test_every_address_refuses_a_foreign_name(client, path):
    for method in ("GET", "POST", "PUT"):
        told = client.request(method, path, headers={"host": "evil.example:8321"})
        assert told.status_code == 421
        assert "evil" not in str(told.headers)
        assert "set-cookie" not in told.headers
        assert told.text.startswith("Deze server luistert niet naar die naam.\nThis server does not")


@pytest.mark.parametrize("host", [
    "127.0.0.1:8321.evil.example", "127.0.0.1:8321:1", "127.0.0.1:x", "127.0.0.1:123456", "[::1", "::1", "[::1]x:1", "",
    "127.0.0.1:٣",
])  # fmt: skip
def test_a_name_with_more_than_a_port_behind_it_is_not_ours(app, host):
    assert asyncio.run(status_of(app, [(b"host", host.encode())])) == 421


async def status_of(app, headers):
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "path": "/healthz", "raw_path": b"/healthz",
        "query_string": b"", "headers": headers, "scheme": "http", "root_path": "",
    }  # fmt: skip
    await app(scope, receive, send)
    return sent[0]["status"]


@pytest.mark.parametrize("origin", ["null", "http://evil.example", "http://127.0.0.1.evil.example:8321", "", "x"])
def test_an_origin_that_is_not_ours_is_refused_whatever_else_is_said(client, origin):
    for more in ({}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}):
        for path in ("/nl/label", "/api/v1/label"):
            assert client.post(path, headers={"origin": origin, **more}).status_code == 403
    told = client.post(
        "/api/v1/label", json={"text": "mg 5"}, headers={"origin": BASE, "sec-fetch-site": "same-origin"}
    )
    assert told.status_code == 200


@pytest.mark.parametrize("path", ROUTES)
def test_every_address_refuses_a_request_from_elsewhere(client, path):
    for method in ("POST", "PUT", "DELETE"):
        told = client.request(method, path, headers={"sec-fetch-site": "cross-site"})
        assert told.status_code == 403
        assert "set-cookie" not in told.headers


@pytest.mark.parametrize("path", ROUTES)
def test_every_address_refuses_too_much_and_what_has_no_one_length(client, path):
    assert client.post(path, content=b"x" * 1_000_001).status_code == 413
    assert client.post(path, headers={"content-length": "-1"}).status_code == 400
    assert client.post(path, headers={"content-length": "9" * 5_000}).status_code == 413
    both = {"content-length": "4", "transfer-encoding": "chunked"}
    assert client.post(path, content=b"abcd", headers=both).status_code == 400


@pytest.mark.parametrize("path", ROUTES)
def test_every_answer_carries_the_headers(client, path):
    for method in ("GET", "POST", "PUT", "OPTIONS", "TRACE"):
        told = client.request(method, path)
        assert {name.lower() for name in HEADERS} <= set(told.headers)
        assert told.headers["cache-control"] == ("no-cache" if path.startswith("/static/") else "no-store")


def test_a_new_address_is_guarded_without_asking_for_it(app, client):
    async def forgetful(request: Request):
        raise HTTPException(404)

    app.router.routes.insert(0, Route("/forgetful", forgetful, methods=["GET", "POST"]))
    assert client.get("/forgetful", headers={"host": "evil.example"}).status_code == 421
    assert client.post("/forgetful", headers={"origin": "http://evil.example"}).status_code == 403


@pytest.mark.parametrize("version", ["2.0", "2", "3", "0.9"])
def test_only_http_1_is_spoken(app, version):
    import anyio

    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "http_version": version, "method": "GET", "path": "/healthz", "raw_path": b"/healthz",
        "query_string": b"", "headers": [(b"host", b"127.0.0.1")], "scheme": "http", "root_path": "",
    }  # fmt: skip
    anyio.run(app, scope, receive, send)
    assert sent[0]["status"] == 505


def test_what_cannot_be_done_says_what_can(client):
    for path, allowed in (
        ("/nl/label", {"GET", "HEAD", "POST"}), ("/nl/check", {"POST"}), ("/nl/", {"GET", "HEAD"}),
        ("/api/v1/label", {"POST"}), ("/healthz", {"GET", "HEAD"}), ("/static/magwise.css", {"GET", "HEAD"}),
    ):  # fmt: skip
        told = client.put(path)
        assert told.status_code == 405
        assert set(told.headers["allow"].split(", ")) == allowed
        assert "set-cookie" not in told.headers
    assert "Dit kan hier niet" in client.put("/nl/label").text
    assert client.put("/api/v1/label").json()["title"] == "Method Not Allowed"
    assert client.get("/api/v1/nowhere").json() == {
        "type": "about:blank", "title": "Not Found", "status": 404, "detail": "Hier staat niets.",
    }  # fmt: skip
    assert client.get("/api/v1/nowhere?locale=en").json()["detail"] == "There is nothing here."


@pytest.mark.parametrize("path", ["/nl/nowhere", "/nl/check/" + "0" * 32, "/fr/", "/nl/label/x"])
def test_a_page_that_is_not_there_leaves_no_cookie(client, path):
    told = client.get(path)
    assert told.status_code == 404
    assert "set-cookie" not in told.headers


def test_no_redirect_follows_what_a_client_calls_us(client):
    for path in ("/nl", "/nl/label/", "/healthz/", "/api/v1/label/"):
        told = client.get(path)
        assert told.status_code in (303, 404)
        assert told.headers.get("location", "/").startswith("/")
        assert not told.headers.get("location", "/").startswith("//")


def test_static_files_are_asked_for_again_only_when_they_changed(client):
    told = client.get("/static/magwise.css")
    assert told.headers["etag"]
    again = client.get("/static/magwise.css", headers={"if-none-match": told.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_pages_are_packed_for_who_can_unpack(client):
    plain = client.get("/nl/label", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    for asked in ("gzip;q=0", "br, gzip; q=0.0", "deflate", "notgzip", "gzip;q=none"):
        told = client.get("/nl/label", headers={"accept-encoding": asked})
        assert "content-encoding" not in told.headers
        assert "Wat staat er op je potje?" in told.text
    with client.stream("GET", "/nl/label", headers={"accept-encoding": "gzip"}) as told:
        assert told.headers["content-encoding"] == "gzip"
        assert "accept-encoding" in told.headers["vary"].lower()
        packed = b"".join(told.iter_raw())
    assert len(packed) < len(plain.content) / 2
    assert "Wat staat er op je potje?" in gzip.decompress(packed).decode()


def test_after_a_fault_the_next_request_is_answered(client, app, caplog):
    def broken(*_given, **_named):
        raise RuntimeError("secret words")

    app.router.routes.insert(0, Route("/broken", broken))
    assert client.get("/broken").status_code == 500
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text
    assert client.get("/healthz").status_code == 200
