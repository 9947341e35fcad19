"""What a body may be: one strict reading for every operation, limits that are named, and never a fault of ours."""

import pytest

pytest.importorskip("starlette", reason="The web extra is not installed: pip install 'magwise[web]'")

from starlette.testclient import TestClient

from magwise.interfaces.limits import MOST_LETTERS, MOST_TEXTS
from magwise.interfaces.web.app import make_app
from magwise.knowledge.load import load_knowledge

OPERATIONS = ("label", "medicine", "advise", "ask", "plan", "trial/design", "trial/analyse")
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def client():
    app = make_app("sqlite://", load_knowledge())
    return TestClient(app, base_url="http://127.0.0.1:8321", raise_server_exceptions=False)


def post(client, path, content, **headers):
    return client.post(f"/api/v1/{path}", content=content, headers={**JSON, **headers})


def test_a_doubled_key_opens_no_gate(client):
    body = b'{"person": {"age": 42}, "goals": ["sleep"], "conditions": ["kidney_disease"], "conditions": []}'
    given = post(client, "advise?locale=en", body)
    assert given.status_code == 400
    assert given.json()["what"] == "«conditions» stands here twice"
    assert (given.json()["where"], given.json()["mend"]) == ("line 1", "Keep one of them")
    assert "twee keer" in post(client, "advise", body).json()["detail"]


@pytest.mark.parametrize("path", OPERATIONS)
@pytest.mark.parametrize(
    "content",
    [
        b'{"text": "a", "text": "b"}',
        b'{"text": "\\ud800"}',
        b'{"\\ud800": 1}',
        b'{"text": NaN}',
        b'{"text": 1e999}',
        b'{"text": ' + b"1" * 5000 + b"}",
        b"[" * 100_000,
        b'{"text": ' + b"[" * 21 + b"]" * 21 + b"}",
        '{"text": "a"}'.encode("utf-16"),
        '{"text": "a"}'.encode("utf-32"),
        b'{"text": "\xff"}',
        b"",
        b"[" + b"0," * 250_000 + b"0]",
    ],
)
def test_every_operation_reads_strictly(client, path, content):
    given = post(client, path, content)
    assert given.status_code == 400
    assert given.headers["content-type"] == "application/problem+json"
    assert given.json()["title"] == "Not JSON"
    assert given.json()["mend"]


@pytest.mark.parametrize("path", OPERATIONS)
@pytest.mark.parametrize("body", [b"null", b"1", b'"x"', b"true", b"[]", b"{}", b'{"nope": 1}'])
def test_every_operation_names_what_it_wants(client, path, body):
    given = post(client, path, body)
    if (path, body) in (("medicine", b"[]"), ("ask", b"{}")):
        assert given.status_code == 200
    else:
        assert given.status_code == 422
        assert given.json()["what"]
        assert given.json()["mend"]


def test_the_type_of_a_body_has_no_case(client):
    given = post(
        client, "label", b'{"text": "magnesium 100 mg"}', **{"content-type": "Application/JSON; charset=utf-8"}
    )
    assert given.status_code == 200


def test_names_in_one_call_are_bounded(client):
    assert len(client.post("/api/v1/medicine", json={"texts": ["Thyrax"] * MOST_TEXTS}).json()) == MOST_TEXTS
    given = client.post("/api/v1/medicine?locale=en", json={"texts": ["Thyrax"] * (MOST_TEXTS + 1)})
    assert given.status_code == 422
    assert given.json()["what"] == f"there are {MOST_TEXTS + 1} texts, at most {MOST_TEXTS} fit"
    assert client.post("/api/v1/medicine", json=["Thyrax"] * (MOST_TEXTS + 1)).status_code == 422


def test_letters_in_one_call_are_bounded(client):
    long = "a" * (MOST_LETTERS // 10)
    assert client.post("/api/v1/medicine", json={"texts": [long] * 10}).status_code == 200
    given = client.post("/api/v1/medicine?locale=en", json={"texts": [long] * 10 + ["a"]})
    assert given.status_code == 422
    assert given.json()["what"] == f"the texts have more than {MOST_LETTERS} characters together"


def test_unknown_keys_and_languages_are_refused(client):
    assert client.post("/api/v1/label", json={"text": "mg", "language": "nl"}).status_code == 422
    assert client.post("/api/v1/medicine", json={"texts": ["mg"], "locale": "nl"}).status_code == 422
    given = client.post("/api/v1/label?locale=de", json={"text": "mg"})
    assert (given.status_code, given.json()["where"]) == (422, "locale")


@pytest.mark.parametrize("path", ["advise", "plan", "ask"])
@pytest.mark.parametrize(
    ("asked", "told", "dutch"),
    [("", None, True), ("", "nl", True), ("", "en", False), ("?locale=en", "nl", False), ("?locale=nl", "en", True)],
)
def test_a_fault_speaks_the_language_asked_for_else_that_of_the_profile_else_dutch(client, path, asked, told, dutch):
    profile = {"person": {"age": "old"}, **({"locale": told} if told else {})}
    given = client.post(f"/api/v1/{path}{asked}", json=profile)
    assert given.status_code == 422
    assert ("is tekst" in given.json()["what"]) is dutch
    if told is None:
        given = client.post(f"/api/v1/{path}{asked}", json=[])
        assert given.json()["what"] == "dit is geen groep van namen en waarden"


def test_a_language_that_is_none_is_refused_in_dutch(client):
    for locale in ("de", 1, ["en"]):
        given = client.post("/api/v1/advise", json={"person": {"age": 42}, "locale": locale})
        assert (given.status_code, given.json()["where"]) == (422, "locale")
        assert given.json()["mend"] == "Kies nl of en"


def test_a_record_that_is_not_there_is_told_in_a_language(client):
    assert client.get("/api/v1/knowledge/none").json()["detail"] == "Hier staat niets."
    assert client.get("/api/v1/knowledge/none?locale=en").json()["detail"] == "There is nothing here."
