"""Lists that print the amount before the name: what other names own is no amount of magnesium."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.labels.read import read_label

KNOWLEDGE = load_knowledge()


@pytest.mark.parametrize(
    ("text", "mg"),
    [
        ("Samenstelling: 90 mg Kurkuma (Curcuma longa) 60 mg Magnesium (malaat) 45 mg Brandnetelpoeder 2 mg Zink", 60),
        ("120 mg Chloride 80 mg Natrium 14 mg Magnesium 6 mg Calcium", 14),
        ("Per zakje: 700 mg natrium, 150 mg kalium en 55 mg magnesium", 55),
        ("650mg de sodio, 180mg de potasio y 45mg de magnesio por sobre", 45),
        ("Die Tagesmenge: 310 mg Magnesium und 4 mg Vitamin B6 in zwei Kapseln.", 310),
        ("500 mg sodium / 250 mg potassium / 40 mg magnesium per stick", 40),
        ("Per capsule: zink 10 mg magnesium 90 mg calcium 45 mg", 90),
        ("Magnesium 250 mg, 10 mg zink, 5 mg ijzer", 250),
    ],
)
def test_the_list_tells_whose_an_amount_is(text: str, mg: float) -> None:
    label = read_label(text, knowledge=KNOWLEDGE)
    assert label.verdict == "ok"
    assert label.elemental_mg_per_serving is not None
    assert label.elemental_mg_per_serving.best == mg


def test_the_amounts_of_others_are_told() -> None:
    label = read_label("Samenstelling: 90 mg Kurkuma 60 mg Magnesium (malaat) 45 mg Brandnetel", knowledge=KNOWLEDGE)
    assert [(number.text, number.role) for number in label.numbers] == [
        ("90 mg", "other_nutrient"),
        ("60 mg", "content"),
        ("45 mg", "other_nutrient"),
    ]
