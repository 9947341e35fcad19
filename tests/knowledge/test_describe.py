"""Any record can be shown in words, in both languages, with where it comes from."""

import json

import pytest

from magwise.errors import InputError
from magwise.knowledge.describe import Description, describe, find_record, rows_of
from magwise.knowledge.load import Knowledge
from magwise.knowledge.read import TABLES
from magwise.knowledge.words import say_condition


def lines(found: Description, heading: str) -> tuple[str, ...]:
    return next(section.lines for section in found.sections if section.heading == heading)


def test_a_rule_in_words(knowledge: Knowledge) -> None:
    found = describe(knowledge, "egfr_reduced", "en")
    rule = knowledge.rules["egfr_reduced"]
    assert (found.id, found.kind, found.grade, found.choice) == ("rules/egfr_reduced", "safety rule", "C", True)
    assert lines(found, "What it says") == (rule.text["en"], rule.text["nl"])
    assert lines(found, "When it holds") == ("eGFR is below 60 mL/min/1.73 m² and eGFR is 45 mL/min/1.73 m² or more",)
    assert "Once it is lifted: at most 100 mg/day." in lines(found, "What it concludes")
    assert lines(found, "What can lift it") == ("kidney_function",)
    assert lines(found, "How strong it is") == ("C: limited evidence",)
    assert lines(found, "What it rests on")[0].startswith("CD03 (condition, C): ")
    assert lines(found, "Cases that test it") == tuple(case.title for case in knowledge.cases["egfr_reduced"])
    assert any(line.startswith("Checked on 2026-11-24. Due again on 2027-11-24") for line in lines(found, "Review"))
    assert "Not yet signed by a clinician." in lines(found, "Review")


def test_the_same_rule_in_dutch(knowledge: Knowledge) -> None:
    found = describe(knowledge, "egfr_reduced", "nl")
    assert found.kind == "veiligheidsregel"
    assert lines(found, "Wanneer het geldt") == (
        "eGFR is lager dan 60 mL/min/1.73 m² en eGFR is 45 mL/min/1.73 m² of meer",
    )
    assert lines(found, "Hoe sterk het staat") == ("C: beperkt bewijs",)


@pytest.mark.parametrize(("locale", "words"), [("en", "choice of this project"), ("nl", "keuze van dit project")])
def test_a_choice_of_this_project_is_never_called_a_guideline(knowledge: Knowledge, locale: str, words: str) -> None:
    for rule in knowledge.rules.values():
        if "POLICY" in rule.sources:
            found = describe(knowledge, f"rules/{rule.id}", locale)
            sources = next(section.lines for section in found.sections if section.heading in ("Sources", "Bronnen"))
            assert f"POLICY: {words}" in sources
            assert found.choice
    assert describe(knowledge, "POLICY", locale).title == words


def test_every_record_can_be_shown_in_both_languages(knowledge: Knowledge) -> None:
    for table in ("rules", *TABLES):
        for name in rows_of(knowledge, table):
            for locale in ("nl", "en"):
                found = describe(knowledge, f"{table}/{name}", locale)
                assert found.id == f"{table}/{name}"
                assert found.title
                assert found.sections
                assert all(section.lines and all(section.lines) for section in found.sections)


def test_every_rule_shows_where_it_comes_from(knowledge: Knowledge) -> None:
    for rule in knowledge.rules.values():
        found = describe(knowledge, f"rules/{rule.id}", "en")
        assert len(lines(found, "Sources")) == len(rule.cites)
        assert len(lines(found, "Review")) == 3
        assert "{" not in lines(found, "When it holds")[0]


def test_a_record_shows_what_names_it(knowledge: Knowledge) -> None:
    assert "rules/egfr_low" in lines(describe(knowledge, "egfr_no_lift", "en"), "Named by")
    assert "rules/stoma" in lines(describe(knowledge, "CD25", "en"), "Named by")
    assert "authorities/efsa" in lines(describe(knowledge, "L001", "en"), "Named by")
    assert "rules/dialysis" in lines(describe(knowledge, "S31", "en"), "Named by")
    assert "rules/salt_potassium_barred" in lines(describe(knowledge, "salt_potassium", "en"), "Named by")


def test_an_id_that_several_records_share_means_the_rule_first(knowledge: Knowledge) -> None:
    assert find_record(knowledge, "polypharmacy", "en") == ("rules", "polypharmacy")
    assert find_record(knowledge, "thresholds/polypharmacy", "en") == ("thresholds", "polypharmacy")
    assert lines(describe(knowledge, "polypharmacy", "en"), "The same id elsewhere") == ("thresholds/polypharmacy",)
    assert find_record(knowledge, "oxide", "en") == ("forms", "oxide")


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("egfr_reducd", "«egfr_reduced»"),
        ("cd25", "«CD25»"),
        ("rules/stomma", "«stoma»"),
        ("thresholds/stoma", "«stoma»"),
    ],
)
def test_an_unknown_id_offers_the_nearest(knowledge: Knowledge, typed: str, nearest: str) -> None:
    with pytest.raises(InputError) as caught:
        describe(knowledge, typed, "en")
    assert typed in str(caught.value)
    assert nearest in str(caught.value)


def test_the_message_is_in_the_reader_s_language(knowledge: Knowledge) -> None:
    with pytest.raises(InputError, match=r"niets in de kennisbank heet «stomma»\. Het dichtst erbij: «stoma»"):
        describe(knowledge, "stomma", "nl")


def test_the_message_shows_no_control_characters_and_stays_short(knowledge: Knowledge) -> None:
    with pytest.raises(InputError) as caught:
        describe(knowledge, "\x1b[2J" + "x" * 5000, "en")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200


def test_an_id_that_resembles_nothing_says_where_to_look(knowledge: Knowledge) -> None:
    with pytest.raises(InputError, match=r"docs/reference/rules.md"):
        describe(knowledge, "%%%%", "en")


def test_a_description_is_plain_json(knowledge: Knowledge) -> None:
    plain = describe(knowledge, "medicine_space", "nl").to_dict()
    assert list(plain) == ["id", "title", "kind", "grade", "choice", "sections"]
    assert json.dumps(plain) == json.dumps(describe(knowledge, "medicine_space", "nl").to_dict())
    assert all(set(section) == {"heading", "lines"} for section in plain["sections"])


def test_conditions_in_words(knowledge: Knowledge) -> None:
    tree = {
        "not": {
            "any": [{"field": "gut_sensitive", "is": True}, {"field": "conditions", "has_any": ["stoma", "dialysis"]}]
        }
    }
    assert say_condition(tree, knowledge, "en") == "not: (sensitive gut is yes or conditions: one of stoma, dialysis)"
    against = {"field": "serum_magnesium", "above": {"field": "serum_range_high"}}
    assert say_condition(against, knowledge, "nl") == "magnesium in serum is hoger dan de bovengrens van het lab"
    assert say_condition({}, knowledge, "en") == "always"


def test_every_fact_of_a_case_has_a_name(knowledge: Knowledge) -> None:
    for field in knowledge.case_fields:
        for locale in ("nl", "en"):
            assert knowledge.say(locale, f"knowledge.field.{field}")
