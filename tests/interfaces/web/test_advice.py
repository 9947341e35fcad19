"""The four faces of the advice, and what each must never show."""

import re

import pytest
from web_visitor import HEALTHY, THYRAX, Visitor, text_of

URGENT = {"alarm": {"red_flags": "chest_pain"}}
CONSULT = {"health": {"conditions": "kidney_disease"}}
NOTHING = {"gut": {"sensitive": "no", "stool": "watery", "laxative": "no"}}
FACES = {"urgent": URGENT, "consult_first": CONSULT, "no_supplement": NOTHING}
HEADINGS = {
    "urgent": {"nl": "Bel nu 112.", "en": "Call 112 now."},
    "consult_first": {"nl": "Overleg eerst met je arts of apotheker", "en": "Talk to your doctor or pharmacist first"},
    "no_supplement": {"nl": "Neem nu geen extra magnesium", "en": "Take no extra magnesium now"},
}


def heading(page):
    return text_of(re.search(r"<h1.*?</h1>", page.text, re.S)[0])


def kept(visitor):
    return visitor.client.app.state.services.store.find_advice(visitor.path.split("/")[3])


def services(visitor):
    return visitor.client.app.state.services


@pytest.mark.parametrize("decision", FACES)
def test_a_face_without_a_dose(anyone, decision):
    page = anyone.advice(**FACES[decision], **({"medicines": THYRAX} if decision != "urgent" else {}))
    assert kept(anyone).advice["nl"]["decision"] == decision
    assert heading(page) == HEADINGS[decision][anyone.lang]
    assert "data-dose" not in page.text
    assert "mw-ladder" not in page.text
    told = text_of(page.text.partition("<details>")[0])  # the list of sources holds titles of publications
    assert not re.search(r"\d\s?mg\b", told), "every amount that is left must be quoted from a label"
    assert anyone.get(anyone.path + "/plan.ics").status_code == 404


def test_no_dose_in_the_picture_of_other_faces(visitor):
    visitor.advice(**CONSULT, medicines=THYRAX)
    svg = visitor.get(visitor.path + "/plan.svg")
    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert "data-dose" not in svg.text
    assert "data-from" in svg.text


def test_urgent_has_no_ways_out(visitor):
    page = visitor.advice(**URGENT)
    main = page.text.partition("<main")[2].partition("</main>")[0]
    assert re.findall(r'href="([^"]+)"', main) == ["tel:112"]
    assert visitor.get(visitor.path + "/plan.svg").status_code == 404


def test_the_number_to_call_is_that_of_the_country(visitor):
    visitor.advice()
    visitor.get(f"/nl/check/{visitor.draft}/review")
    visitor.answer("review", jurisdiction="US")
    visitor.get(f"/nl/check/{visitor.draft}/alarm")
    assert "911" in heading(visitor.answer("alarm", red_flags="seizure"))


def test_advise_shows_the_dose_everywhere(anyone):
    page = anyone.advice(medicines=THYRAX)
    advice = kept(anyone).advice[anyone.lang]
    start = advice["dose"]["start_mg"]
    assert f"{start}\N{NO-BREAK SPACE}mg" in page.text.partition("</h1>")[0]
    assert page.text.count("mw-day") == 2
    assert "mw-ladder" in page.text
    for step in advice["dose"]["ladder"]:
        assert f'<tr data-dose="{step["mg_per_day"]}">' in page.text
    for item in advice["day_plan"]["items"]:
        assert item["time"] in page.text
    for flag in advice["flags"]:
        assert text_of(flag["text"]) in text_of(page.text)
    assert advice["disclaimer"] in text_of(page.text)
    order = [page.text.index(mark) for mark in ("<h1", "box caution", "mw-day", "mw-ladder", "box stop", "forms")]
    assert order == sorted(order)


def test_both_languages_tell_the_same(visitor):
    nl = visitor.advice(medicines=THYRAX)
    en = visitor.get("/en" + visitor.path[3:])
    doses = [re.findall(r'data-dose="([\d.]*)"', page.text) for page in (nl, en)]
    assert doses[0] == doses[1]
    assert '<html lang="en">' in en.text
    assert nl.text != en.text


def test_an_advice_stays_readable_when_knowledge_is_renewed(visitor, app):
    page = visitor.advice()
    services = app.state.services
    newer = type(services.knowledge)(services.knowledge._parts, "newer")
    app.state.services = services._replace(knowledge=newer)
    later = visitor.get(visitor.path)
    assert heading(later) == heading(page)
    assert "Onze kennis is vernieuwd" in later.text


def test_an_unknown_medicine_is_named(anyone):
    row = {"takes": "yes", "rows": "1", "name-0": "Zorbaxolin <b>", "varies-0": "yes"}
    row.pop("varies-0")
    row["times-0"] = "08:00"
    page = anyone.advice(medicines=row)
    assert "Zorbaxolin <b>" in text_of(page.text)
    assert "<b>" not in page.text


def test_a_day_that_does_not_fit_says_so_first(visitor):
    row = {"takes": "yes", "rows": "1", "name-0": "Thyrax", "times-0": "3:00, 9:00, 15:00, 21:00"}
    page = visitor.advice(medicines=row)
    plan = kept(visitor).advice["nl"]["day_plan"]
    assert plan["status"] == "infeasible"
    assert heading(page) == "Bespreek eerst je dag met je apotheker"
    for conflict in plan["conflicts"]:
        assert text_of(conflict) in text_of(page.text)
    assert visitor.get(visitor.path + "/plan.ics").status_code == 404


def test_every_sentence_leads_to_the_record_that_it_rests_on(anyone):
    """What was not known, what would change, the ladder, the findings and the hours: each cites, and each link answers."""
    page = anyone.advice(medicines=THYRAX)
    advice = kept(anyone).advice[anyone.lang]
    cited = set(re.findall(r'href="[^"]*/knowledge/([^"]+)"', page.text))
    said = [*advice["unknowns"][:1], *advice["would_change"], *advice["dose"]["ladder"]]
    said += [item for item in advice["day_plan"]["items"] if item["kind"] == "magnesium"]
    said += [{"rule": view["fact"]} for view in advice["other_authorities"] if not view["same_advice"]]
    assert len(said) > 5
    assert {entry["rule"] for entry in said} <= cited
    for record in sorted(cited):
        shown = anyone.get(f"/{anyone.lang}/knowledge/{record}")
        assert shown.status_code == 200, record
        assert "sources" in shown.text
    for source in {source for entry in advice["would_change"] for source in entry["sources"]} - {"POLICY"}:
        assert services(anyone).knowledge.sources[source].title in text_of(page.text)


def test_an_advice_kept_before_sentences_said_what_they_rest_on_is_still_shown(visitor):
    visitor.advice(medicines=THYRAX)
    found = kept(visitor)
    for advice in found.advice.values():
        for entry in (*advice["unknowns"], *advice["would_change"], *advice["day_plan"]["items"]):
            for key in ("rule", "beside", "sources", "grade"):
                entry.pop(key)
        for key in ("conflicts_by", "alternatives_by", "objective_by"):
            advice["day_plan"].pop(key)
        advice.pop("disclaimer_by")
    store = services(visitor).store
    store.find_advice = lambda _: found
    page = visitor.get(visitor.path)
    assert page.status_code == 200
    assert found.advice["nl"]["unknowns"][0]["effect"] in text_of(page.text)


def test_the_calendar_file(visitor):
    visitor.advice()
    answer = visitor.get(visitor.path + "/plan.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.text.startswith("BEGIN:VCALENDAR")


def test_the_example_is_one_click_from_the_start(anyone):
    anyone.post(f"/{anyone.lang}/example")
    assert anyone.path.endswith("/review")
    anyone.draft = anyone.path.split("/")[3]
    anyone.answer("review", jurisdiction="EU")
    assert kept(anyone).advice["en"]["decision"] == "advise"
    assert len(anyone.page.text) < 40_000


def test_every_source_link_leads_somewhere(visitor):
    visitor.advice(medicines=THYRAX)
    links = set(re.findall(r'href="(/nl/knowledge/[^"]+)"', visitor.page.text))
    assert len(links) > 5
    for link in sorted(links):
        assert visitor.get(link).status_code == 200, link


def test_every_rule_and_interaction_has_a_page(visitor, knowledge):
    for record in (*knowledge.rules, *knowledge.interaction_rows):
        for lang in ("nl", "en"):
            page = visitor.client.get(f"/{lang}/knowledge/{record}")
            assert page.status_code == 200
            assert "{" not in text_of(page.text)


def test_a_choice_of_the_project_is_called_that(visitor, knowledge):
    rule = next(rule for rule in knowledge.rules.values() if "POLICY" in rule.sources)
    assert "keuze van Magwise" in visitor.get(f"/nl/knowledge/{rule.id}").text


def test_what_is_said_on_an_advice_is_called_a_choice_where_it_is_one(anyone, knowledge):
    lines = re.findall(r"<li>.*?</li>", anyone.advice().text, re.S)
    whole = {"nl": "een keuze van magwise", "en": "a choice of magwise"}[anyone.lang]
    checked = 0
    for rule in knowledge.rules.values():
        for line in (line for line in lines if rule.kind != "dose" and rule.text[anyone.lang] in text_of(line)):
            told = text_of(line).casefold()
            checked += 1
            assert (whole in told) == ("POLICY" in rule.sources), rule.id
            assert not (rule.sources == ("POLICY",) and "(D)" in text_of(line)), rule.id
    assert checked >= 4


def test_no_health_word_in_any_address_or_title(app):
    person = Visitor(app)
    seen = []
    person.client.event_hooks["response"].append(lambda response: seen.append(str(response.request.url)))
    page = person.advice(
        you={"age": "42", "sex": "female", "maternal": "breastfeeding"},
        health={"conditions": "migraine"},
        medicines=THYRAX,
    )
    title = re.search("<title>(.*?)</title>", page.text)[1]
    for told in ("sleep", "breastfeeding", "migraine", "thyrax", "borstvoeding"):
        assert not any(told in address.casefold() for address in seen)
        assert told not in title.casefold()
    assert any("/advice/" in address for address in seen)
    assert HEALTHY["you"]["age"] not in title


def test_a_bottle_gives_units(anyone):
    anyone.advice()
    anyone.get(f"/{anyone.lang}/check/{anyone.draft}/more/products")
    path = anyone.path
    assert anyone.post(path, **{"rows": "1", "name-0": "Pot"}).status_code == 422
    row = {
        "rows": "1",
        "name-0": "Pot",
        "label-0": "Per 2 tabletten: magnesium (bisglycinaat) 200 mg",
        "price-0": "17,95",
    }
    anyone.post(path, **row, _action="add")
    assert 'id="name-1"' in anyone.page.text
    anyone.post(path, **row)
    assert "/advice/" in anyone.path
    product = kept(anyone).advice["nl"]["products"][0]
    assert product["units_per_day"] == 1
    assert "Pot" in text_of(anyone.page.text)
    assert "Pot" in text_of(anyone.get(f"/{anyone.lang}/check/{anyone.draft}/review").text)


def test_a_bottle_of_a_person_without_dose_gives_no_units(visitor):
    visitor.advice(**CONSULT)
    visitor.get(f"/nl/check/{visitor.draft}/more/products")
    label = "Per 2 tabletten: magnesium (bisglycinaat) 200 mg"
    page = visitor.post(visitor.path, **{"rows": "1", "name-0": "Pot", "label-0": label})
    assert kept(visitor).advice["nl"]["decision"] == "consult_first"
    assert "data-dose" not in page.text


def test_other_pages_after_the_advice_do_not_exist_yet(visitor):
    visitor.begin()
    assert visitor.get(f"/nl/check/{visitor.draft}/more/labs").status_code == 404


def test_where_sources_differ_is_told_beside_a_dose_only(anyone):
    title = {"nl": "Waar bronnen verschillen", "en": "Where sources differ"}[anyone.lang]
    doxy = {"takes": "yes", "rows": "1", "name-0": "doxycycline", "times-0": "8 uur"}
    section = anyone.advice(medicines=doxy).text.partition(title)[2].partition("</section>")[0]
    assert "doxycycline: 2" in section
    assert "/knowledge/I001" in section
    assert title not in anyone.advice(**CONSULT, medicines=doxy).text
