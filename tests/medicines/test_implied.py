"""What a medicine stands for: every row of usually_for.csv reaches its medicines, and nothing else."""

import csv
from pathlib import Path

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.medicines.match import find_medicine

KNOWLEDGE = load_knowledge()
ROWS = list(KNOWLEDGE.usually_for.values())


PINNED = Path(__file__).parents[1] / "cases" / "medicines" / "usually.csv"


def stands_for(text, locale="nl"):
    return {one.condition for one in find_medicine(text, knowledge=KNOWLEDGE, locale=locale).implies}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_is_said_of_all_its_medicines(row):
    carried = [
        one
        for one in KNOWLEDGE.medicines.values()
        if one.kind != "group"
        and one.route in ("oral", "injected", "other")
        and (one.id in row.medicines or any(code.startswith(prefix) for code in one.atc[:1] for prefix in row.atc))
    ]
    assert carried, row.id
    for one in carried:
        found = find_medicine(one.name_en, knowledge=KNOWLEDGE, locale="en")
        if found.recognised and one.id in found.ids:
            assert row.condition in {each.condition for each in found.implies}, one.name_en


def test_one_medicine_of_each_row_is_pinned_apart_from_the_table():
    with PINNED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == len(ROWS)
    missed = [row for row in rows if row["condition"] not in stands_for(row["typed"])]
    assert missed == []


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("Mestinon 60 mg 4x daags", {"myasthenia_gravis"}),
        ("amifampridine 10", {"neuromuscular_disease"}),
        ("riluzol 2x1", {"neuromuscular_disease"}),
        ("sevelameer 800 bij de maaltijd", {"kidney_disease"}),
        ("Fosrenol kauwtablet", {"kidney_disease"}),
        ("Phoslo", {"kidney_disease"}),
        ("Mimpara 30", {"kidney_disease", "dialysis"}),
        ("Parsabiv", {"kidney_disease", "dialysis"}),
        ("Aranesp", {"kidney_disease"}),
        ("Novorapid flexpen", {"diabetes"}),
        ("gliclazide 80", {"diabetes"}),
        ("Entresto 24/26", {"heart_failure"}),
        ("isosorbidemononitraat", {"heart_disease"}),
        ("midodrine", {"hypotension"}),
        ("Pentasa", {"inflammatory_bowel_disease"}),
        ("Revestive", {"short_bowel"}),
        ("Antabus", {"alcohol_dependence"}),
        ("Plenvu", {"bowel_preparation"}),
    ],
)
def test_everyday_names_stand_for_their_illness(typed, wanted):
    assert stands_for(typed) == wanted == stands_for(typed, "en")


@pytest.mark.parametrize(
    "typed",
    [
        "paracetamol",
        "levothyroxine",
        "omeprazol",
        "Movicolon",
        "metoprolol",
        "lisinopril",
        "foobarcilline",
        "geen",
        "kaas",
    ],
)
def test_what_stands_for_nothing_that_matters_here_is_silent(typed):
    assert stands_for(typed) == set()


def test_drops_creams_and_sprays_stand_for_nothing():
    assert stands_for("ciclosporine oogdruppels") == set()
    assert stands_for("neostigmine oogdruppels") == set()


def test_a_doubtful_name_stands_for_what_all_its_candidates_do():
    found = find_medicine("diabetespillen", knowledge=KNOWLEDGE)
    if not found.recognised:
        each = [stands_for(match.inn, "en") for match in found.matches]
        assert {one.condition for one in found.implies} == (set.intersection(*each) if each else set())
    mixed = find_medicine("bloeddrukpil", knowledge=KNOWLEDGE)
    assert not mixed.recognised
    assert mixed.implies == ()


def test_the_question_names_the_brand_the_illness_and_its_row():
    found = find_medicine("renvela", knowledge=KNOWLEDGE).implies[0]
    assert found.text == "Renvela krijg je meestal bij zieke nieren. Klopt dat?"
    assert found.to_dict() == {
        "condition": "kidney_disease",
        "text": found.text,
        "rule": found.rule,
        "sources": list(KNOWLEDGE.usually_for[found.rule].source),
        "grade": KNOWLEDGE.usually_for[found.rule].grade,
    }
    english = find_medicine("sevelamer", knowledge=KNOWLEDGE, locale="en").implies[0]
    assert english.text == "Sevelamer is usually given for kidney disease. Is that right?"


def test_every_illness_has_its_words_in_both_languages():
    for locale in ("nl", "en"):
        for row in ROWS:
            assert KNOWLEDGE.wording[locale][f"medicines.implied.{row.condition}"]
            assert KNOWLEDGE.wording[locale][f"medicines.implied.{row.strength}"]
