"""The REST addresses give the JSON of the contract and problem documents."""

import pytest

pytest.importorskip("starlette", reason="The web extra is not installed: pip install 'magwise[web]'")

from starlette.testclient import TestClient

from magwise.answer import answer
from magwise.interfaces.web.app import make_app
from magwise.knowledge.load import load_knowledge


@pytest.fixture(scope="module")
def client():
    return TestClient(make_app("sqlite://", load_knowledge()), base_url="http://127.0.0.1:8321")


PROFILE = {"person": {"age": 42}, "goals": ["sleep"], "medicines": [{"name": "Thyrax", "times": ["07:00"]}]}


def test_advise_is_the_answer_of_the_library(client):
    given = client.post("/api/v1/advise", json=PROFILE)
    assert given.status_code == 200
    assert given.json() == answer(PROFILE, knowledge=load_knowledge()).to_dict()


def test_locale_wins(client):
    assert client.post("/api/v1/advise?locale=en", json=PROFILE).json()["locale"] == "en"


def test_plan_label_and_medicine(client):
    plan = client.post("/api/v1/plan", json={"medicines": PROFILE["medicines"]}).json()
    assert plan["windows"][0]["to"] == "11:00"
    label = client.post("/api/v1/label", json={"text": "Magnesium 100 mg per tablet"}).json()
    assert label["elemental_mg_per_unit"]["best"] == 100
    found = client.post("/api/v1/medicine", json={"texts": ["Thyrax", "Zorbaxolin"]}).json()
    assert [entry["recognised"] for entry in found] == [True, False]


def test_a_trial_is_planned_and_judged(client):
    told = {"outcome": {"name": "sleep"}, "minimal_effect": 1, "start": "2027-01-04", "blocks": 8, "period_days": 5}
    plan = client.post("/api/v1/trial/design", json=told).json()
    assert len(plan["days"]) == 80
    rows = [{"date": day["date"], "on": day["on"], "outcome": 5 + 3 * day["on"]} for day in plan["days"]]
    found = client.post("/api/v1/trial/analyse?locale=en", json={"rows": rows, "design": plan}).json()
    assert (found["verdict"], found["effect"], found["plan_hash"]) == ("works", 3, plan["plan_hash"])
    bare = client.post("/api/v1/trial/analyse", json={"rows": rows, "minimal_effect": 1}).json()
    assert bare["plan_hash"] is None
    for path, body in (
        ("design", {"outcome": "sleep"}),
        ("design", {**told, "color": 1}),
        ("analyse", {"rows": rows}),
        ("analyse", {"rows": [{**rows[0], "outcome": "x"}], "minimal_effect": 1}),
        ("analyse", {"rows": rows, "design": {**plan, "minimal_effect": 0.1}}),
        ("analyse", []),
    ):
        refused = client.post(f"/api/v1/trial/{path}", json=body)
        assert refused.status_code == 422
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["mend"]


def test_knowledge(client):
    assert client.get("/api/v1/knowledge/kidney_disease").json()["id"] == "kidney_disease"
    missing = client.get("/api/v1/knowledge/nope")
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("advise", {"person": {"age": "old"}, "goals": ["sleep"]}),
        ("advise", {"persoon": 1}),
        ("advise", []),
        ("advise", {}),
        ("plan", {}),
        ("label", {}),
        ("label", {"text": ""}),
        ("medicine", {"texts": "Thyrax"}),
        ("medicine", {"texts": [" "]}),
    ],
)
def test_bad_input_is_a_problem_document(client, path, body):
    given = client.post(f"/api/v1/{path}", json=body)
    assert given.status_code == 422
    assert given.headers["content-type"] == "application/problem+json"
    problem = given.json()
    assert problem["status"] == 422
    assert problem["detail"]
    assert problem["mend"]


def test_what_is_not_json(client):
    headers = {"content-type": "application/json"}
    assert client.post("/api/v1/label", content=b"{", headers=headers).status_code == 400
    assert client.post("/api/v1/label", content=b"[" * 100_000, headers=headers).status_code == 400
    assert client.post("/api/v1/label", data={"text": "x"}).status_code == 415
    large = client.post("/api/v1/label", content=b" " * 1_100_000, headers=headers)
    assert large.status_code == 413


@pytest.mark.parametrize("kind", ["Application/JSON", "application/json; charset=UTF-8", "APPLICATION/JSON ;x=y"])
def test_a_media_type_is_read_in_any_case(client, kind):
    told = client.post("/api/v1/label", content=b'{"text":"mg 5"}', headers={"content-type": kind})
    assert told.status_code == 200


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "latin-1"])
def test_json_is_utf_8(client, encoding):
    data = '{"text":"magnesium 100 µg"}'.encode(encoding)
    for locale, said in (("en", "UTF-8"), ("nl", "dit is geen UTF-8")):
        told = client.post(f"/api/v1/label?locale={locale}", content=data, headers={"content-type": "application/json"})
        assert told.status_code == 400
        assert said in told.json()["detail"]


def test_a_long_list_is_worked_out_elsewhere_and_answers_the_same(client):
    names = [f"Thyrax {place} mcg" for place in range(100)]
    long = client.post("/api/v1/medicine", json={"texts": names})
    assert long.status_code == 200
    short = [
        found for at in range(0, 100, 50) for found in client.post("/api/v1/medicine", json=names[at : at + 50]).json()
    ]
    assert long.json() == short


def test_when_it_is_busy_that_is_said(client, monkeypatch):
    from magwise.interfaces.work.pool import BusyError, Pool

    def full(*_given, **_named):
        raise BusyError

    monkeypatch.setattr(Pool, "do", full)
    for locale, said in (("nl", "Het is nu druk"), ("en", "It is busy right now")):
        told = client.post(f"/api/v1/medicine?locale={locale}", json={"texts": ["Thyrax"] * 1_000})
        assert told.status_code == 503
        assert told.headers["retry-after"] == "2"
        assert told.headers["content-type"] == "application/problem+json"
        assert told.json()["title"] == "Service Unavailable"
        assert told.json()["detail"].startswith(said)
    assert client.post("/api/v1/medicine", json={"texts": ["Thyrax"]}).status_code == 200


def test_what_takes_too_much_is_refused_in_a_line(client, monkeypatch):
    from magwise.interfaces.work.pool import Pool, TooHeavyError

    def heavy(*_given, **_named):
        raise TooHeavyError

    monkeypatch.setattr(Pool, "do", heavy)
    told = client.post("/api/v1/medicine?locale=nl", json={"texts": ["Thyrax"] * 1_000})
    assert told.status_code == 422
    assert told.json()["detail"] == "Dit kost te veel tijd in één keer. Stuur minder tegelijk."


def test_other_sites_may_not_ask(client):
    given = client.post("/api/v1/label", json={"text": "x"}, headers={"sec-fetch-site": "cross-site"})
    assert given.status_code == 403


def test_operators(client):
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_the_next_question_over_rest(client):
    answer = client.post("/api/v1/ask", json={"person": {"age": 42}, "goals": ["sleep"]}, params={"locale": "en"})
    assert answer.status_code == 200
    assert answer.json()["question"]["field"] == "red_flags"
    assert "chest_pain" in answer.json()["question"]["options"]
    assert client.post("/api/v1/ask", json={"person": {"age": "old"}}).status_code == 422
