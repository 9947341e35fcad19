"""An address is no key: what a browser made opens for that browser, and a link of others changes nothing in it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from starlette.requests import Request
from web_visitor import THYRAX, Visitor

from magwise.interfaces.web import keys
from magwise.interfaces.web.app import make_app
from magwise.interfaces.web.visit import Visit


@pytest.fixture
def made(app):
    """One person's check, advice, label and medicines, each by its address."""
    person = Visitor(app)
    person.advice(medicines=THYRAX)
    advice = person.path
    person.get("/nl/label")
    person.post("/nl/label", label="Magnesium 100 mg per tablet")
    label = person.path
    person.get("/nl/medicine")
    person.post("/nl/medicine", **{"rows": "1", "name-0": "Thyrax", "times-0": "7"})
    check = f"/nl/check/{person.draft}"
    return person, (check + "/you", check + "/review", check, check + "/more/products", advice, advice + "/plan.ics",
                    advice + "/plan.svg", label, person.path)  # fmt: skip


def test_what_one_browser_made_is_not_there_for_another(app, made):
    person, paths = made
    other = Visitor(app)
    for path in paths:
        assert person.client.get(path).status_code == 200, path
        told = other.client.get(path)
        assert told.status_code == 404, path
        assert "set-cookie" not in told.headers
        assert other.client.get("/en" + path[3:]).status_code == 404


def test_another_browser_cannot_change_it(app, made):
    person, _paths = made
    other = Visitor(app)
    for page in ("you", "review", "more/products"):
        told = other.client.post(f"/nl/check/{person.draft}/{page}", data={"_token": other.token, "age": "13"})
        assert told.status_code == 404
    assert 'value="42"' in person.client.get(f"/nl/check/{person.draft}/you").text


@pytest.mark.parametrize("headers", [{}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}])
def test_opening_an_address_of_others_changes_nothing_that_my_browser_holds(app, made, headers):
    person, paths = made
    mine = Visitor(app)
    mine.begin()
    mine.answer("goal")
    held = dict(mine.client.cookies)
    for path in paths:
        mine.client.get(path, headers=headers)
        assert dict(mine.client.cookies) == held
    assert mine.draft in mine.client.get("/nl/").text
    assert person.draft not in mine.client.get("/nl/").text


def test_a_link_of_another_site_does_not_change_my_language(app):
    person = Visitor(app, "nl")
    person.client.get("/en/", headers={"sec-fetch-site": "cross-site"})
    assert person.client.get("/", follow_redirects=False).headers["location"] == "/nl/"
    person.client.get("/en/", headers={"sec-fetch-site": "same-origin"})
    assert person.client.get("/", follow_redirects=False).headers["location"] == "/en/"


@pytest.mark.parametrize(
    "headers", [{"origin": "null"}, {"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}]
)
def test_a_form_of_another_site_gives_no_new_cookie(app, headers):
    """It comes without our cookie; what went back would take the place of the one that the browser holds."""
    stranger = Visitor(app).client
    stranger.cookies.clear()
    for path in ("/nl/check", "/nl/label", "/nl/medicine", "/nl/example"):
        told = stranger.post(path, data={"_token": "x", "label": "mg 5"}, headers=headers, follow_redirects=False)
        assert "set-cookie" not in told.headers


def test_a_mark_that_we_did_not_make_counts_for_nothing(app, made):
    person, paths = made
    ((name, value),) = person.client.cookies.items()
    locale, seed, draft, when, seal = value.split(".")
    for forged in (
        f"{locale}.{'0' * 32}.{draft}.{when}.{seal}",
        f"{locale}.{seed}.{'0' * 32}.{when}.{seal}",
        f"{locale}.{seed}.{draft}.{'f' * 8}.{seal}",
        f"{locale}.{seed}.{draft}",
        f"{locale}.{seed}.{draft}.{when}.{'é' * 32}",
    ):
        other = Visitor(app)
        other.client.cookies.clear()
        headers = {"cookie": f"{name}={forged}".encode()}
        assert other.client.get(paths[0], headers=headers).status_code == 404
        assert draft not in other.client.get("/nl/", headers=headers).text


def test_a_form_that_stood_open_too_long_asks_for_one_click_and_keeps_what_was_typed(app, monkeypatch):
    person = Visitor(app)
    person.get("/nl/label")
    now = int(datetime.now(UTC).timestamp())
    secret = app.state.services.secret
    seed = next(iter(person.client.cookies.values())).split(".")[1]
    old = keys.form_token(secret, seed, now - keys.TOKEN_AGE - 60)
    page = person.client.post("/nl/label", data={"_token": old, "label": "Magnesium 100 mg"})
    assert page.status_code == 403
    assert "Magnesium 100 mg</textarea>" in page.text
    fresh = keys.form_token(secret, seed, now - keys.TOKEN_AGE + 60)
    assert person.client.post("/nl/label", data={"_token": fresh, "label": "Magnesium 100 mg"}).status_code == 200


def test_an_advice_is_shared_by_a_link_that_its_owner_makes(app, made):
    person, paths = made
    advice = paths[4]
    other = Visitor(app)
    assert other.client.post(f"{advice}/share", data={"_token": other.token}).status_code == 404
    shared = person.client.post(f"{advice}/share", data={"_token": person.token})
    link = shared.url.path
    assert link.startswith("/nl/shared/")
    assert shared.status_code == 200
    held = dict(other.client.cookies)
    for path in (link, link + "/plan.ics", link + "/plan.svg"):
        assert other.client.get(path).status_code == 200
    assert dict(other.client.cookies) == held
    assert other.client.get("/en" + link[3:]).status_code == 200
    assert person.draft not in other.client.get(link).text
    assert other.client.get(advice).status_code == 404
    for wrong in (link[:-1] + ("0" if link[-1] != "0" else "1"), link[:-1], link + "0", "/nl/shared/x"):
        assert other.client.get(wrong).status_code == 404


def test_a_shared_link_ages(app, made):
    _person, paths = made
    advice = paths[4].rsplit("/", 1)[1]
    now = int(datetime.now(UTC).timestamp())
    for age, status in ((keys.SHARED_AGE - 60, 200), (keys.SHARED_AGE + 60, 404), (-7200, 404)):
        link = keys.share(advice, app.state.services.secret, now - age)
        assert Visitor(app).client.get(f"/nl/shared/{link}").status_code == status


def test_what_was_kept_before_addresses_were_bound_is_still_read_by_its_address(app):
    services = app.state.services
    before = services.owned - timedelta(seconds=1)
    services.store.add_label("a" * 32, "Magnesium 100 mg per tablet", None, "nl", before)
    services.store.add_label("b" * 32, "Magnesium 100 mg per tablet", None, "nl", services.owned)
    person = Visitor(app)
    assert person.client.get("/nl/label/" + "a" * 32).status_code == 200
    assert person.client.get("/nl/label/" + "b" * 32).status_code == 404


def test_two_databases_use_two_cookies_and_one_keeps_its_own(tmp_path, knowledge):
    one, two = (make_app(f"sqlite:///{tmp_path}/{name}.sqlite", knowledge) for name in "ab")
    again = make_app(f"sqlite:///{tmp_path}/a.sqlite", knowledge)
    names = [set(Visitor(app).client.cookies) for app in (one, two, again)]
    assert names[0] == names[2] != names[1]


def test_every_kind_of_thing_has_ids_of_its_own(app):
    """An id of a label opens no check: the kind is part of the seal."""
    request = Request({"type": "http", "method": "GET", "path": "/nl/", "headers": [], "query_string": b"", "app": app})
    visit = Visit(request, {})
    from magwise.interfaces.web.visit import KINDS

    for kind in KINDS:
        made = visit.fresh_id(kind)
        opened = [other for other in KINDS.values() if keys.opens(made, app.state.services.secret, other, visit.seed)]
        assert opened == [KINDS[kind]]
    assert re.fullmatch(r"[0-9a-f]{32}", made)
