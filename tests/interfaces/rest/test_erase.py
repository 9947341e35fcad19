"""What a person typed can be erased over REST, for good, and only when it is really meant."""

from datetime import UTC, datetime

import pytest

pytest.importorskip("starlette", reason="The web extra is not installed: pip install 'magwise[web]'")

from starlette.testclient import TestClient

from magwise.followup.diary import Event
from magwise.followup.entry import Entry
from magwise.interfaces.web.app import make_app
from magwise.knowledge.load import load_knowledge

NOW = datetime(2027, 1, 4, tzinfo=UTC)
ONE, OTHER = "1" * 32, "2" * 32
WORD = "zwartgallig"


@pytest.fixture
def folder(tmp_path):
    return tmp_path


@pytest.fixture
def app(folder):
    app = make_app(f"sqlite:///{folder}/kept.sqlite", load_knowledge())
    store = app.state.services.store
    for name in (ONE, OTHER):
        store.add_draft(name, "nl", NOW, {"you": {"note": [WORD if name == ONE else "x"]}})
        store.add_advice(name, name, "nl", {"note": WORD if name == ONE else "x"}, {}, "v1", NOW)
        store.add_label(name, WORD if name == ONE else "x", None, "nl", NOW)
        store.add_medicines(name, [{"name": WORD if name == ONE else "x"}], "nl", NOW)
    for diary in ("me", "anna/b"):
        entry = Entry(date="2027-01-04", note=WORD if diary == "me" else "x")
        store.diaries().add([Event(id=diary, kind="entry", recorded=NOW.isoformat(), entry=entry)], NOW, diary)
    return app


@pytest.fixture
def client(app):
    return TestClient(app, base_url="http://127.0.0.1:8321")


def test_everything_of_one_person_goes_and_the_other_stays(client, app, folder):
    gone = {path: client.delete(f"/api/v1/{path}") for path in (f"label/{ONE}", f"medicine/{ONE}", f"check/{ONE}")}
    gone["diary"] = client.delete("/api/v1/diary/me?yes=me&locale=en")
    assert [answer.status_code for answer in gone.values()] == [200] * 4
    assert [answer.json()["erased"] for answer in gone.values()] == [1, 1, 2, 1]
    assert {answer.json()["left"] for answer in gone.values()} == {None}
    assert gone["diary"].json()["text"].startswith("Erased for good")
    assert gone[f"check/{ONE}"].json()["text"].startswith("Voorgoed gewist")
    for path in folder.iterdir():
        assert WORD.encode() not in path.read_bytes()
    store = app.state.services.store
    assert store.find_advice(ONE) is None
    for find in (store.find_draft, store.find_advice, store.find_label, store.find_medicines):
        assert find(OTHER) is not None
    assert store.diaries().names() == ("anna/b",)


def test_one_advice_goes_and_its_check_stays(client, app):
    assert client.delete(f"/api/v1/advice/{ONE}").json()["erased"] == 1
    assert app.state.services.store.find_draft(ONE) is not None


@pytest.mark.parametrize(
    "path", [f"check/{'3' * 32}", "label/x", "advice/%00", "medicine/" + "a" * 5000, "diary/b?yes=b"]
)
def test_what_is_not_there_is_a_problem_in_words(client, path):
    for locale, said in (("nl", "niets"), ("en", "Nothing")):
        found = client.delete(f"/api/v1/{path}{'&' if '?' in path else '?'}locale={locale}")
        assert found.status_code == 404
        assert found.headers["content-type"] == "application/problem+json"
        assert said in found.json()["detail"]


@pytest.mark.parametrize("query", ["", "?yes=", "?yes=anna", "?yes=ME"])
def test_a_diary_is_named_twice(client, app, query):
    found = client.delete(f"/api/v1/diary/me{query}")
    assert found.status_code == 422
    assert found.json()["mend"] == "Zet erachter: ?yes=me"
    assert "me" in app.state.services.store.diaries().names()


def test_a_diary_may_have_any_name(client):
    assert client.delete("/api/v1/diary/anna/b", params={"yes": "anna/b"}).json()["erased"] == 1


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"host": "evil.example"}]
)
def test_another_site_erases_nothing(client, app, headers):
    for path in (f"check/{ONE}", "diary/me?yes=me"):
        assert client.delete(f"/api/v1/{path}", headers=headers).status_code in (403, 421)
    assert app.state.services.store.find_draft(ONE) is not None
    assert "me" in app.state.services.store.diaries().names()


def test_a_language_that_is_none_erases_nothing(client, app):
    assert client.delete(f"/api/v1/label/{ONE}?locale=fr").status_code == 422
    assert app.state.services.store.find_label(ONE) is not None


def test_reading_is_no_erasing(client, app):
    for path in (f"check/{ONE}", "diary/me?yes=me"):
        assert client.get(f"/api/v1/{path}").status_code == 405
    assert app.state.services.store.find_draft(ONE) is not None
