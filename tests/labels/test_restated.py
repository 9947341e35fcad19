"""A second compound that says the magnesium of the first again is not added to it."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.labels.read import read_label

KNOWLEDGE = load_knowledge()


@pytest.mark.parametrize(
    "text",
    [
        "Per tablet: magnesiumhydroxide 360 mg, komt overeen met 249 mg magnesiumoxide",
        "Each tablet contains: magnesium hydroxide 360 mg equivalent to magnesium oxide 249 mg",
        "Magnesiumhydroxide. Toedieningsvorm: kauwtablet. Sterkte: 360 mg. Komt overeen met 249 mg magnesiumoxide.",
        "magnesiumhydroxide\nVraag naar de hulpstoffen een apotheker.\nMagnesiumhydroxide merkloos\nToedieningsvorm\n"
        "Kauwtablet\nSterkte\n360 mg\nKomt overeen met 249 mg magnesiumoxide.",
    ],
)
def test_what_corresponds_to_another_compound_is_counted_once(text: str) -> None:
    label = read_label(text, knowledge=KNOWLEDGE)
    assert label.verdict == "compound_only"
    assert label.elemental_mg_per_unit is not None
    assert label.elemental_mg_per_unit.best == pytest.approx(150, abs=0.5)
    assert [(compound.form, compound.compound_mg) for compound in label.compounds] == [("hydroxide", 360)]


def test_two_compounds_that_cannot_hold_the_same_contradict_each_other() -> None:
    text = "Composition pour un sachet\n> magnésium (oxyde de) 300 mg\nsous forme de : hydroxyde de magnésium 300 mg"
    label = read_label(text, knowledge=KNOWLEDGE)
    assert label.verdict == "inconsistent"
    assert [finding.id for finding in label.findings] == ["equivalents_differ"]


def test_two_compounds_side_by_side_are_added_up() -> None:
    label = read_label("Per tablet: magnesiumhydroxide 360 mg, magnesiumoxide 250 mg", knowledge=KNOWLEDGE)
    assert label.elemental_mg_per_serving is not None
    assert label.elemental_mg_per_serving.best == pytest.approx(300.8, abs=0.5)


def test_a_dosage_on_a_front_is_no_strength_of_a_dosage_form() -> None:
    text = "name: 'Mg Malaat', dosage: '130 mg per capsule', ingredients: ['Magnesiummalaat']"
    assert read_label(text, knowledge=KNOWLEDGE).verdict != "compound_only"


def test_a_count_of_pieces_behind_a_heading_opens_a_sentence() -> None:
    text = "ÖSSZETÉTEL 1 db tabletta 500 mg kalciumot és 70 mg nehéz magnézium-karbonátot tartalmaz."
    label = read_label(text, knowledge=KNOWLEDGE)
    assert label.verdict == "compound_only"
    assert label.serving is not None
    assert (label.serving.count, label.serving.unit) == (1, "tablet")
