"""What a person typed can be erased over REST, for good, and only when it is really meant."""

from datetime import UTC, datetime

import pytest

pytest.importorskip("starlette", reason="The web extra is not installed: pip install 'magwise[web]'")

from starlette.testclient import TestClient

from magwise.followup.diary import Event
from magwise.followup.entry import Entry
from magwise.interfaces.web import keys
from magwise.interfaces.web.app import make_app
from magwise.knowledge.load import load_knowledge

NOW = datetime(2027, 1, 4, tzinfo=UTC)
SEED, STRANGER = "a" * 32, "b" * 32
KINDS = {"check": "draft", "advice": "advice", "label": "label", "medicine": "medicines"}
WORD = "zwartgallig"


def ids(app, seed):
    """The ids of what a browser made, by their word in the address; the same every time they are asked for."""
    made = app.state.__dict__["_state"].setdefault("made", {})
    secret = app.state.services.secret
    return made.setdefault(seed, {word: keys.make_id(secret, kind, seed) for word, kind in KINDS.items()})


@pytest.fixture
def folder(tmp_path):
    return tmp_path


@pytest.fixture
def app(folder):
    app = make_app(f"sqlite:///{folder}/kept.sqlite", load_knowledge())
    store = app.state.services.store
    for seed in (SEED, STRANGER):
        word = WORD if seed == SEED else "x"
        draft, advice, label, medicines = ids(app, seed).values()
        store.add_draft(draft, "nl", NOW, {"you": {"note": [word]}})
        store.add_advice(advice, draft, "nl", {"note": word}, {}, "v1", NOW)
        store.add_label(label, word, None, "nl", NOW)
        store.add_medicines(medicines, [{"name": word}], "nl", NOW)
    for diary in ("me", "anna/b"):
        entry = Entry(date="2027-01-04", note=WORD if diary == "me" else "x")
        store.diaries().add([Event(id=diary, kind="entry", recorded=NOW.isoformat(), entry=entry)], NOW, diary)
    return app


@pytest.fixture
def client(app):
    secret = app.state.services.secret
    cookie = keys.Mark("nl", SEED, None, f"{int(datetime.now(UTC).timestamp()):08x}").write(secret)
    return TestClient(app, base_url="http://127.0.0.1:8321", cookies={keys.cookie_name(secret): cookie})


@pytest.fixture
def mine(app):
    return ids(app, SEED)


def test_everything_of_one_person_goes_and_the_other_stays(client, app, folder, mine):
    gone = {word: client.delete(f"/api/v1/{word}/{mine[word]}") for word in ("label", "medicine", "check")}
    gone["diary"] = client.delete("/api/v1/diary/me?yes=me&locale=en")
    assert [answer.status_code for answer in gone.values()] == [200] * 4
    assert [answer.json()["erased"] for answer in gone.values()] == [1, 1, 2, 1]
    assert {answer.json()["left"] for answer in gone.values()} == {None}
    assert gone["diary"].json()["text"].startswith("Erased for good")
    assert gone["check"].json()["text"].startswith("Voorgoed gewist")
    for path in folder.iterdir():
        assert WORD.encode() not in path.read_bytes()
    store = app.state.services.store
    assert store.find_advice(mine["advice"]) is None
    finders = (store.find_draft, store.find_advice, store.find_label, store.find_medicines)
    for find, name in zip(finders, ids(app, STRANGER).values(), strict=True):
        assert find(name) is not None
    assert store.diaries().names() == ("anna/b",)


def test_one_advice_goes_and_its_check_stays(client, app, mine):
    assert client.delete(f"/api/v1/advice/{mine['advice']}").json()["erased"] == 1
    assert app.state.services.store.find_draft(mine["check"]) is not None


@pytest.mark.parametrize("word", KINDS)
def test_an_address_alone_erases_nothing(client, app, mine, word):
    bare = TestClient(app, base_url="http://127.0.0.1:8321")
    assert bare.delete(f"/api/v1/{word}/{mine[word]}").status_code == 404
    assert client.delete(f"/api/v1/{word}/{ids(app, STRANGER)[word]}").status_code == 404
    assert client.delete(f"/api/v1/{word}/{mine[word]}").status_code == 200


def test_a_shared_link_erases_nothing(app, mine):
    link = keys.share(mine["advice"], app.state.services.secret, int(datetime.now(UTC).timestamp()))
    bare = TestClient(app, base_url="http://127.0.0.1:8321")
    for name in (link, link[:32]):
        assert bare.delete(f"/api/v1/advice/{name}").status_code == 404
    assert app.state.services.store.find_advice(mine["advice"]) is not None


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
def test_another_site_erases_nothing(client, app, headers, mine):
    for path in (f"check/{mine['check']}", "diary/me?yes=me"):
        assert client.delete(f"/api/v1/{path}", headers=headers).status_code in (403, 421)
    assert app.state.services.store.find_draft(mine["check"]) is not None
    assert "me" in app.state.services.store.diaries().names()


def test_a_language_that_is_none_erases_nothing(client, app, mine):
    assert client.delete(f"/api/v1/label/{mine['label']}?locale=fr").status_code == 422
    assert app.state.services.store.find_label(mine["label"]) is not None


def test_reading_is_no_erasing(client, app, mine):
    for path in (f"check/{mine['check']}", "diary/me?yes=me"):
        assert client.get(f"/api/v1/{path}").status_code == 405
    assert app.state.services.store.find_draft(mine["check"]) is not None
