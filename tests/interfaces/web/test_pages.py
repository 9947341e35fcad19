"""Labels, medicines, the frame of every page, and what happens when something is wrong."""

import re

import pytest
from web_visitor import BASE, Visitor, text_of

from magwise.errors import InputError, StoreError
from magwise.interfaces.web import serve
from magwise.interfaces.web.forms import read_times

LABELS = [
    ("Per 2 tabletten: magnesium 200 mg (53% RI)", "ok", "1 tablet: 100 mg echt magnesium."),
    ("Magnesiumoxide 500 mg per tablet", "compound_only", "Van deze 500 mg is ongeveer 302 mg echt magnesium."),
    ("Magnesiumoxide 500 mg, waarvan magnesium 400 mg", "inconsistent", "Deze getallen kunnen niet samen kloppen."),
    ("Vitamine C 100 mg per tablet", "no_magnesium", "Op dit etiket staat geen magnesium."),
    (
        "Magnesium 200 mg (bisglycinaat) per 2 capsules, per capsule 200 mg",
        "ambiguous",
        "Dit etiket kan 2 dingen betekenen",
    ),
]


@pytest.mark.parametrize(("label", "verdict", "sentence"), LABELS)
def test_label_verdicts(visitor, label, verdict, sentence):
    visitor.get("/nl/label")
    page = visitor.post("/nl/label", label=label)
    assert visitor.path.startswith("/nl/label/")
    found = re.search(r'data-verdict="(\w+)">(.*?)</h1>', page.text)
    assert found[1] == verdict
    assert text_of(found[2]).startswith(sentence)
    assert ("mw-label" in page.text) == (verdict in ("ok", "compound_only", "ambiguous"))
    assert label in page.text
    assert visitor.get("/en" + visitor.path[3:]).status_code == 200


def test_a_medicine_says_who_takes_it_and_asks_where_that_is_not_clear(visitor):
    visitor.get("/nl/medicine")
    rows = {"name-0": "mijn oma slikt digoxine en ik slik thyrax", "name-1": "eerst slikte ik fosamax"}
    page = text_of(visitor.post("/nl/medicine", rows="2", **rows, **{"times-0": "7", "times-1": "8"}).text)
    assert "Dit slikt iemand anders, schrijf je." in page
    assert "Slik je dit nu? Tot je het zegt, tellen we het mee." in page


def test_a_label_per_day(visitor):
    visitor.get("/nl/label")
    visitor.post("/nl/label", label="Magnesium 75 mg per tablet", per_day="1,5")
    assert "112,5 mg" in text_of(visitor.page.text)


@pytest.mark.parametrize("fields", [{}, {"label": " "}, {"label": "only words"}, {"label": "mg 5", "per_day": "veel"}])
def test_a_label_that_cannot_be_read_is_kept(anyone, fields):
    anyone.get(f"/{anyone.lang}/label")
    page = anyone.post(f"/{anyone.lang}/label", **fields)
    assert page.status_code == 422
    assert re.search(r"<title>(Fout|Error): ", page.text)
    assert 'role="alert"' in page.text
    assert fields.get("label", "").strip() in page.text


def test_the_language_button_keeps_the_label(visitor):
    visitor.get("/nl/label")
    page = visitor.post("/en/label", label="half a lab", _lang="en")
    assert '<html lang="en">' in page.text
    assert "half a lab</textarea>" in page.text


@pytest.mark.parametrize("name", ["plain", "compound", "clash"])
def test_examples_of_labels(anyone, name):
    page = anyone.get(f"/{anyone.lang}/label?example={name}")
    text = re.search(r"<textarea[^>]*>\s*(.+?)</textarea>", page.text, re.S)[1]
    assert anyone.post(f"/{anyone.lang}/label", label=text).status_code == 200


def test_medicines_show_blocked_hours_and_no_dose(anyone):
    anyone.get(f"/{anyone.lang}/medicine")
    row = {"rows": "2", "name-0": "Thyrax", "times-0": "7", "name-1": "Zorbaxolin", "times-1": "12 uur"}
    page = anyone.post(f"/{anyone.lang}/medicine", **row)
    assert anyone.path.startswith(f"/{anyone.lang}/medicine/")
    text = text_of(page.text)
    assert "levothyroxine" in text
    assert "Zorbaxolin" in text
    assert 'data-from="03:00" data-to="11:00"' in page.text
    assert "data-dose" not in page.text
    assert not re.search(r"\d\s?mg\b", text)


def test_a_combination_shows_every_interaction_with_strength_and_source(visitor):
    visitor.get("/nl/medicine")
    page = visitor.post("/nl/medicine", **{"rows": "1", "name-0": "ferrofumaraat + calciumcarbonaat", "times-0": "8"})
    for row in ("I026", "I029"):
        assert re.search(rf"\([A-D]\)</span>[^<]*<a[^>]+/knowledge/{row}", page.text), row


def test_what_to_ask_about_a_medicine_is_numbered_in_the_picture_and_told_below_it(visitor):
    visitor.get("/nl/medicine")
    typed = {"rows": "2", "name-0": "Thyrax", "times-0": "7", "name-1": "furosemide", "times-1": "8"}
    page = visitor.post("/nl/medicine", **typed)
    assert page.text.count("B ◆ (1) furosemide") == 2  # the wide picture and the tall one
    notes = page.text.split('<ol class="day-notes">')[1].split("</ol>")[0]
    assert notes.count("<li>") == 1
    assert "furosemide: Vertel je arts dat je magnesium naast furosemide gebruikt." in notes


def test_medicines_keep_what_is_typed(visitor):
    visitor.get("/nl/medicine")
    page = visitor.post("/nl/medicine", **{"rows": "1", "name-0": "Thyrax", "times-0": "ooit"})
    assert page.status_code == 422
    assert 'value="ooit"' in page.text
    page = visitor.post("/nl/medicine", **{"rows": "1", "name-0": "Thyrax", "_action": "add"})
    assert 'id="name-1"' in page.text
    assert 'value="Thyrax"' in page.text


PATHS = ["/{lang}/", "/{lang}/label", "/{lang}/medicine", "/{lang}/knowledge/kidney_disease", "/{lang}/nowhere"]


@pytest.mark.parametrize("path", PATHS)
def test_frame_and_headers(anyone, path):
    page = anyone.get(path.format(lang=anyone.lang))
    html = page.text
    assert f'<html lang="{anyone.lang}">' in html
    assert html.index('class="skip"') < html.index("<header")
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert "<script" not in html
    assert "style=" not in html
    assert re.search(r"<title>.+ – Magwise</title>", html)
    assert anyone.client.app.state.services.knowledge.version in html
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["referrer-policy"] == "same-origin"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    fields = re.findall(r'<label for="([^"]+)"', html)
    assert set(fields) <= set(ids)


def test_language_of_the_first_visit(app):
    for header, language in (("en-GB,en;q=0.9", "en"), ("en,nl;q=0.5", "nl"), ("de", "nl"), ("", "nl")):
        page = Visitor(app).client
        page.cookies.clear()
        answer = page.get("/", headers={"accept-language": header}, follow_redirects=False)
        assert answer.headers["location"] == f"/{language}/"


def test_the_language_used_last_is_remembered(app):
    person = Visitor(app, "en")
    answer = person.client.get("/", headers={"accept-language": "nl"}, follow_redirects=False)
    assert answer.headers["location"] == "/en/"


def test_one_cookie_that_scripts_cannot_read(visitor):
    cookie = visitor.page.headers["set-cookie"]
    assert re.match(r"magwise-[0-9a-f]{8}=nl\.", cookie)
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert len(visitor.client.cookies) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/nl/check/nope",
        "/nl/advice/" + "0" * 32,
        "/nl/label/x",
        "/nl/medicine/x",
        "/fr/",
        "/nl/knowledge/x",
        "/nl/check/x/goal",
    ],
)
def test_what_does_not_exist(visitor, path):
    page = visitor.get(path)
    assert page.status_code == 404
    assert "Deze pagina bestaat niet (meer)" in page.text


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:9999"},
    ],
)
def test_posts_from_elsewhere_are_refused(visitor, headers):
    answer = visitor.client.post("/nl/check", data={"_token": visitor.token}, headers=headers)
    assert answer.status_code == 403
    assert "/check/" not in str(answer.url)


def test_a_token_of_another_browser_is_no_token(app):
    one, other = Visitor(app), Visitor(app)
    one.client.post("/nl/check", data={"_token": other.token})
    assert one.client.get("/nl/").url.path == "/nl/"
    answer = one.client.post("/nl/check", data={"_token": other.token}, follow_redirects=False)
    assert answer.headers["location"] == "/nl/"


def test_a_foreign_name_for_this_computer_is_refused(visitor):
    answer = visitor.client.get("/nl/", headers={"host": "evil.example:8321"})
    assert answer.status_code == 421
    for host in ("localhost:8321", "127.0.0.1", "[::1]:8321"):
        assert visitor.client.get("/nl/", headers={"host": host}).status_code == 200


def test_a_body_above_one_megabyte_is_refused(visitor):
    answer = visitor.client.post("/nl/label", data={"label": "x" * 1_100_000})
    assert answer.status_code == 413
    assert "Dit is te groot" in answer.text

    def pieces():
        yield b"label="
        for _ in range(12):
            yield b"x" * 100_000

    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert visitor.client.post("/nl/label", content=pieces(), headers=headers).status_code == 413


def test_a_fault_of_ours_shows_a_code_and_nothing_else(visitor, app, caplog):
    def broken(_id):
        raise RuntimeError("secret words")

    visitor.begin()
    app.state.services.store.find_draft = broken
    page = visitor.get(f"/nl/check/{visitor.draft}/goal")
    assert page.status_code == 500
    code = re.search(r"Code (\w{8})", page.text)[1]
    assert "secret" not in page.text
    assert "secret" not in caplog.text
    assert code in caplog.text
    assert page.headers["referrer-policy"] == "same-origin"


def test_a_database_that_fails_says_so(visitor, app):
    def broken(*_args):
        raise StoreError("the database cannot be used: OperationalError")

    app.state.services.store.add_label = broken
    page = visitor.post("/nl/label", label="Magnesium 100 mg")
    assert page.status_code == 503
    assert "We kunnen nu niets bewaren" in page.text


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "example.org", "::"])
def test_only_loopback_is_served(host):
    with pytest.raises(InputError, match="no sign-in"):
        serve.run(host, 0, "sqlite://")


def test_a_port_that_is_taken_is_bad_input():
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(InputError, match="--port"):
            serve.run("127.0.0.1", taken.getsockname()[1], "sqlite://")


def test_nothing_typed_becomes_html(visitor):
    visitor.get("/nl/label")
    page = visitor.post("/nl/label", label="</textarea><script>alert(1)</script> magnesium 100 mg")
    assert "<script" not in page.text


def test_addresses_in_the_address_bar_stay_ours(visitor):
    assert str(visitor.page.url).startswith(BASE)


@pytest.mark.parametrize(
    "text", ["07:00 22:00", "07:00,22:00", "7:00;22:00", "07:00\n22:00", "7 uur en 22 uur", "07:00 and 10 pm"]
)
def test_lists_of_times(text):
    assert read_times(text) == (["07:00", "22:00"], None)


def test_no_rule_has_a_blank_on_its_page(anyone, knowledge):
    for rule_id in knowledge.rules:
        page = anyone.get(f"/{anyone.lang}/knowledge/{rule_id}").text
        assert not re.search(r"\{(emergency|medicine|supplement)\}|>…", page), rule_id
