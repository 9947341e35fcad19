"""The check: nothing empty, nothing skipped, nothing lost."""

import re

import pytest
from web_visitor import HEALTHY, THYRAX, Visitor, text_of

from magwise.interfaces.web.answers import Reader, change_rows
from magwise.interfaces.web.app import make_app
from magwise.interfaces.web.steps import PAGES, follow, profile_of


def kept_answers(visitor):
    return visitor.client.app.state.services.store.find_draft(visitor.draft).answers


def profile(knowledge, **changed):
    answers = {
        page: {
            name: [value] if isinstance(value, str) else value for name, value in {**changed.get(page, fields)}.items()
        }
        for page, fields in HEALTHY.items()
    }
    return profile_of(follow(answers, Reader(knowledge, "nl")), answers, "nl")


def test_the_shortest_way_is_ten_screens(anyone):
    screens = [anyone.path]
    anyone.begin()
    required = 0
    while "/advice/" not in anyone.path:
        page = anyone.path.rsplit("/", 1)[-1]
        screens.append(page)
        fields = {"jurisdiction": "EU"} if page == "review" else HEALTHY[page]
        required += 0 if page == "review" else len(fields)
        anyone.answer(page, **fields)
    screens.append("advice")
    assert len(screens) == 10
    assert required <= 12


@pytest.mark.parametrize("page", ["alarm", "health", "medicines"])
def test_empty_is_not_an_answer(anyone, page):
    anyone.begin()
    for earlier in PAGES[: PAGES.index(page)]:
        anyone.answer(earlier)
    answer = anyone.answer(page, rows="1")
    assert answer.status_code == 422
    assert re.search(r"<title>(Fout|Error): ", answer.text)
    target = re.search(r'<li><a href="#([^"]+)">', answer.text)[1]
    assert f'id="{target}"' in answer.text
    assert (
        answer.text.count(
            anyone.client.app.state.services.knowledge.say(anyone.lang, "web.error.none_of_these").replace('"', "&#34;")
            if page != "medicines"
            else anyone.client.app.state.services.knowledge.say(anyone.lang, "web.error.choose_one")
        )
        == 2
    )
    # There is no way round: the review leads back here.
    assert anyone.get(f"/{anyone.lang}/check/{anyone.draft}/review").url.path.endswith(f"/{page}")


def test_none_is_an_empty_list(knowledge):
    told = profile(knowledge)
    assert (told["red_flags"], told["conditions"], told["medicines"], told["supplements"]) == ([], [], [], [])
    assert "unsure" not in told


def test_not_sure_is_never_an_empty_list(knowledge):
    told = profile(knowledge, alarm={"unsure": "alarm"}, health={"unsure": "kidneys"})
    assert "red_flags" not in told
    assert "conditions" not in told
    assert {"chest_pain", "kidney_disease", "dialysis"} <= set(told["unsure"])
    assert "stoma" not in told["unsure"]


def test_a_tick_beside_not_sure_keeps_both(knowledge):
    told = profile(knowledge, health={"conditions": ["diabetes"], "unsure": ["kidneys"]})
    assert told["conditions"] == ["diabetes"]
    assert "kidney_disease" in told["unsure"]
    assert "diabetes" not in told["unsure"]


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("alarm", {"red_flags": ["none", "fainting"]}),
        ("health", {"conditions": ["none"], "unsure": "gut"}),
        ("you", {"age": "42", "sex": "male", "maternal": "pregnant"}),
        ("you", {"age": "42", "sex": "female", "maternal": ["none", "pregnant"]}),
        ("you", {"age": "forty", "sex": "female", "maternal": "none"}),
        ("goal", {"goal": "complaints"}),
        ("goal", {"goal": "invented"}),
        ("gut", {"sensitive": "no", "stool": "watery", "laxative": "yes"}),
        ("now", {"takes": "yes", "rows": "1"}),
        ("now", {"takes": "yes", "rows": "1", "mg_per_day": "1.000"}),
        ("medicines", {"takes": "yes", "rows": "1"}),
        ("medicines", {"takes": "no", "rows": "1", "name-0": "Thyrax"}),
        ("now", {"takes": "no", "rows": "1", "label-0": "multi"}),
        ("now", {"takes": "no", "rows": "1", "mg_per_day": "200"}),
        ("medicines", {"takes": "yes", "rows": "1", "name-0": "Thyrax"}),
        ("medicines", {"takes": "yes", "rows": "1", "name-0": "Thyrax", "times-0": "8,20"}),
    ],
)
def test_answers_that_cannot_be_used_are_refused_and_kept(visitor, page, fields):
    visitor.begin()
    for earlier in PAGES[: PAGES.index(page)]:
        visitor.answer(earlier)
    assert visitor.answer(page, **fields).status_code == 422
    assert set(kept_answers(visitor)[page]) == set(fields)
    assert visitor.get(f"/nl/check/{visitor.draft}").url.path.endswith(f"/{page}")


def test_every_option_of_the_profile_can_be_ticked(knowledge):
    reader = Reader(knowledge, "nl")
    fields = knowledge.fields
    assert set(reader.options("goals")) == set(fields["goals"].options)
    assert set(reader.options("complaints")) == set(fields["complaints"].options)
    assert set(reader.options("red_flags")) == set(fields["red_flags"].options)
    assert {key.split(".")[1] for key in reader.options("conditions")} == set(fields["conditions"].options)
    assert set(reader.options("stool")) == set(fields["gut.stool"].options)
    assert set(reader.options("effect")) == set(fields["current_magnesium.effect"].options)


def test_no_step_can_be_jumped_over(visitor):
    visitor.begin()
    visitor.answer("goal")
    for page in ("medicines", "review", "day"):
        visitor.get(f"/nl/check/{visitor.draft}/{page}")
        assert visitor.path.endswith("/you") or visitor.page.status_code == 404
    assert visitor.answer("now").url.path.endswith("/you")
    assert "now" not in kept_answers(visitor)


def test_the_day_is_asked_only_beside_a_medicine_with_hours(visitor):
    visitor.begin()
    for page in ("goal", "you", "alarm", "health"):
        visitor.answer(page)
    visitor.answer("medicines", takes="yes", rows="1", **{"name-0": "metformine 500"})
    assert "van 7" in visitor.page.text
    visitor.answer("medicines", **THYRAX)
    assert "van 8" in visitor.page.text


def test_going_back_saves_and_goes_one_page_back(visitor):
    visitor.begin()
    visitor.answer("goal")
    visitor.answer("you", age="57", _action="back")
    assert visitor.path.endswith("/goal")
    visitor.get(f"/nl/check/{visitor.draft}/you")
    assert 'value="57"' in visitor.page.text


def test_a_change_returns_to_the_review(visitor):
    visitor.advice()
    visitor.get(f"/nl/check/{visitor.draft}/you")
    visitor.answer("you", age="50", sex="male")
    assert visitor.path.endswith("/review")
    assert "50 jaar" in visitor.page.text


def test_the_language_button_keeps_what_is_typed(visitor):
    visitor.begin()
    visitor.answer("goal")
    button = re.search(r'name="_lang" value="en" formaction="([^"]+)"', visitor.page.text)[1]
    visitor.post(button, age="5", _lang="en")
    assert visitor.path == f"/en/check/{visitor.draft}/you"
    assert 'value="5"' in visitor.page.text
    assert '<html lang="en">' in visitor.page.text


def test_a_restart_keeps_the_draft(app, database, knowledge):
    first = Visitor(app)
    first.begin()
    for page in PAGES[:4]:
        first.answer(page)
    second = Visitor(make_app(database, knowledge))
    second.client.cookies = first.client.cookies
    second.get("/nl/")
    assert "vraag 5 van 7" in second.page.text
    second.get(f"/nl/check/{first.draft}")
    assert second.path.endswith("/medicines")
    second.draft = first.draft
    assert second.answer("medicines").url.path.endswith("/gut")


def test_an_old_token_shows_the_input_again(visitor):
    visitor.begin()
    answer = visitor.client.post(f"/nl/check/{visitor.draft}/goal", data={"goal": "energy", "_token": "old"})
    assert answer.status_code == 403
    assert re.search(r'value="energy" checked', answer.text)
    assert kept_answers(visitor) == {}


def test_asking_twice_gives_one_advice(visitor):
    first = visitor.advice().url.path
    visitor.get(f"/nl/check/{visitor.draft}/review")
    assert visitor.answer("review", jurisdiction="EU").url.path == first
    visitor.get(f"/nl/check/{visitor.draft}/review")
    assert visitor.answer("review", jurisdiction="US").url.path != first


def test_an_alarm_sign_ends_the_check(anyone):
    anyone.begin()
    anyone.answer("goal")
    anyone.answer("you")
    anyone.answer("alarm", red_flags="chest_pain")
    assert "/advice/" in anyone.path
    assert "112" in text_of(anyone.page.text)


def test_rows_are_added_and_removed_without_scripts(visitor):
    visitor.begin()
    for page in ("goal", "you", "alarm", "health"):
        visitor.answer(page)
    visitor.answer("medicines", **THYRAX, _action="add")
    assert 'id="name-1"' in visitor.page.text
    assert re.search(r'id="name-1"[^>]* autofocus', visitor.page.text)
    assert 'value="Thyrax 100 mcg"' in visitor.page.text
    visitor.answer("medicines", **{**THYRAX, "rows": "2", "name-1": "ibuprofen"}, _action="remove-0")
    assert 'id="name-1"' not in visitor.page.text
    assert 'value="ibuprofen"' in visitor.page.text


def test_removing_a_row_that_is_not_there_changes_nothing():
    fields = {"rows": ["2"], "name-0": ["a"], "name-1": ["b"]}
    assert change_rows(fields, "remove-7") == fields
    assert change_rows(fields, "remove-0") == {"rows": ["1"], "name-0": ["b"]}


def test_a_name_that_is_nearly_known_must_be_chosen(visitor, knowledge):
    from magwise.medicines.match import find_medicine

    typed = next(
        name
        for name in ("levothyr", "thyroxi", "metoprol", "doxycycl", "omepra", "digoxxine", "prednisol")
        if (found := find_medicine(name, knowledge=knowledge, locale="nl")) and not found.recognised and found.matches
    )
    visitor.begin()
    for page in ("goal", "you", "alarm", "health"):
        visitor.answer(page)
    row = {"takes": "yes", "rows": "1", "name-0": typed, "varies-0": "yes"}
    assert visitor.answer("medicines", **row).status_code == 422
    offered = re.findall(r'name="pick-0" value="([^"]+)"', visitor.page.text)
    assert 2 <= len(offered) <= 4
    assert offered[-1] == "other"
    read = Reader(knowledge, "nl").medicines
    fields = {name: [value] for name, value in row.items()}
    chosen = read({**fields, "pick-0": [offered[0]]}).part["medicines"][0]["name"]
    assert find_medicine(chosen, knowledge=knowledge, locale="nl").recognised
    assert read({**fields, "pick-0": ["other"]}).part["medicines"][0]["name"] == typed


def test_answers_that_contradict_each_other_are_shown_on_the_review(visitor):
    visitor.begin()
    visitor.answer("goal")
    visitor.answer("you", age="6", sex="female", maternal="pregnant")
    for page in PAGES[2:7]:
        visitor.answer(page)
    assert visitor.answer("review", jurisdiction="EU").status_code == 422


def test_the_review_shows_what_we_take_a_medicine_for(anyone):
    anyone.advice(medicines={**THYRAX, "rows": "2", "name-1": "Zorbaxolin", "times-1": "8:00"})
    text = text_of(anyone.get(f"/{anyone.lang}/check/{anyone.draft}/review").text)
    assert "Thyrax 100 mcg = levothyroxine" in text
    assert "Zorbaxolin (" in text


def test_current_magnesium_and_supplements_reach_the_profile(knowledge):
    told = profile(
        knowledge,
        now={
            "takes": "yes", "rows": "1", "label-0": "Multi: magnesium 57 mg", "per_day-0": "0,5", "times-0": "8 uur",
            "form": "citrate", "mg_per_day": "300", "weeks": "4", "effect": "none", "bowel": "loose",
        },
    )  # fmt: skip
    assert told["supplements"] == [{"label": "Multi: magnesium 57 mg", "servings_per_day": 0.5, "times": ["08:00"]}]
    assert told["current_magnesium"] == {
        "form": "citrate", "mg_per_day": 300, "weeks": 4, "effect": "none", "bowel": "loose",
    }  # fmt: skip


def test_a_doctor_s_magnesium_reaches_the_profile(knowledge):
    told = profile(knowledge, now={"takes": "yes", "rows": "1", "form": "oxide", "prescribed": "yes"})
    assert told["current_magnesium"] == {"form": "oxide", "prescribed": True}
