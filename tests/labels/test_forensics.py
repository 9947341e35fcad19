"""What may be wrong with a label, and the one sentence in both languages that names it."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.labels.label import Label
from magwise.labels.read import read_label

CASES = [
    (
        "salt_printed_as_element",
        "Per tablet: magnesiumcitraat 400 mg, waarvan elementair magnesium 400 mg",
        "inconsistent",
    ),
    ("salt_printed_as_element", "Per tablet: magnesiumcitraat 300 mg, waarvan magnesium 320 mg", "inconsistent"),
    ("exceeds_compound", "Per tablet: magnesiumorotaat 500 mg, waarvan magnesium 80 mg", "inconsistent"),
    ("buffered_with_oxide", "Per capsule: magnesiumbisglycinaat 400 mg, waarvan 100 mg magnesium", "inconsistent"),
    (
        "mixture_too_rich",
        "Each capsule contains magnesium aspartate complex 500 mg (equiv. magnesium 100 mg)",
        "ambiguous",
    ),
    (
        "per_serving_as_per_unit",
        "Elke tablet bevat 150 mg magnesium. Per 2 tabletten: magnesium 250 mg.",
        "inconsistent",
    ),
    ("wrong_reference", "Per tablet: magnesium 210 mg 50%", "ok"),
    ("percent_disagrees", "Per tablet: magnesium 200 mg (80% RI)", "inconsistent"),
    ("unit_slip", "Per tablet: magnesium 300 µg (80% RI)", "inconsistent"),
    ("unit_slip", "Per tablet: magnesium 300 g (80% RI)", "inconsistent"),
    ("less_than_a_dose", "Per tablet: magnesium 200 mcg", "ambiguous"),
    ("more_than_a_serving_holds", "Per tablet: magnesium 200 g", "ambiguous"),
    ("mmol_disagrees", "Elk sachet bevat 20 mmol (243 mg) magnesium", "inconsistent"),
    ("mmol_disagrees", "Wirkstoff, entspr. 24,3 mg (10 mmol) Magnesium pro Tablette", "inconsistent"),
    ("hydrate_unnamed", "Magnesiumcitraat 1000 mg per tablet", "compound_only"),
    ("one_total_for_several", "Per capsule: magnesiumcitraat en magnesiummalaat 800 mg", "compound_only"),
    ("per_100", "Voedingswaarde | per 100 g | per sachet (6 g)\nMagnesium | 2500 mg | 150 mg", "ok"),
    ("two_columns", "Per 2 capsules\nMagnesium 100 mg | 250 mg", "ambiguous"),
    ("excipient_not_counted", "Per capsule: magnesium (citraat) 100 mg. Antiklontermiddel: magnesiumstearaat.", "ok"),
    ("parts_add_up", "Per 3 capsules\nMagnesium 300 mg\nMagnesium (citraat) 200 mg\nMagnesium (malaat) 100 mg", "ok"),
    ("poorer_than_compound", "Per capsule: magnesiumoxide 500 mg, waarvan magnesium 40 mg", "ambiguous"),
    ("name_differs", "Magnesium 400 mg tabletten\nPer tablet: magnesium 150 mg", "ambiguous"),
    ("salt_or_element", "MAGNESIUM CITRAAT 300 MG 90 CAPSULES", "ambiguous"),
    ("wrong_metal", "Serving Size: 1 Tablet\nMagnesium (as manganese citrate) 100 mg 25% DV", "inconsistent"),
    ("more_than_a_unit_holds", "Magnesium (as bisglycinate) 500 mg per capsule", "ambiguous"),
]


def read(text: str, locale: str) -> Label:
    return read_label(text, knowledge=load_knowledge(), locale=locale)


@pytest.mark.parametrize(("finding", "text", "verdict"), CASES)
def test_the_likeliest_cause_is_named(finding: str, text: str, verdict: str) -> None:
    sentences = []
    for locale in ("nl", "en"):
        label = read(text, locale)
        assert label.verdict == verdict
        sentences += [one.text for one in label.findings if one.id == finding]
    dutch, english = sentences
    assert dutch != english
    assert "{" not in dutch + english


def test_a_label_that_is_right_gets_none_of_these() -> None:
    label = read("Per 2 tabletten: magnesiumbisglycinaat 1000 mg, waarvan 112,5 mg magnesium (30% RI)", "nl")
    assert label.verdict == "ok"
    assert [finding.id for finding in label.findings] == ["fits_compound"]
