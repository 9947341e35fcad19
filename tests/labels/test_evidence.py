"""An amount that a sentence only tells is no content; one that a serving, a percent or a plain row bears out is."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.labels.read import read_label

KNOWLEDGE = load_knowledge()

TOLD = (
    "Zo kan 190 mg elementair magnesium als magnesiumcitraat je netto misschien 80 mg opleveren.",
    "45 mg de magnésium par pomme au four, et bien d'autres minéraux.",
    "Dunkle Schokolade: 60 mg Magnesium pro Riegel",
    "70 mg de magnesio por onza. Mejora el ánimo.",
    "1 graad hardheid komt neer op 3,1 mg magnesium per liter water",
    "Bovenmate slikken van 330 mg magnesium per dag wordt afgeraden. Gebruik: 1 gummy per dag.",
    "De veilige hoeveelheid van magnesium is 290 mg per dag.",
    "320 mg di magnesio al giorno ti bastano?",
    "Kikkererwten (150 g): 70 mg magnesium.",
    "150 g de courgettes donnent 40 mg de magnésium.",
    "Ritieniti a 320 mg di magnesio al giorno. Capsule di citrato di magnesio, 1 al giorno.",
    "Consigliamo: 320 mg di magnesio al giorno.",
    "This product is in no sense whatever near 300 mg magnesium per serving.",
)
STATED = (
    ("Groenhart Magnesium 300 mg", 300),
    ("Dit product bevat 300 mg magnesium en 110 mg kalium per blikje", 300),
    ("Magnesium per dag: 300 mg. Neem dagelijks 2 tabletten.", 300),
    ("Een voedingssupplement dat je spieren graag zien: 240 mg magnesium per 2 capsules", 240),
)


@pytest.mark.parametrize("text", TOLD)
def test_what_a_sentence_tells_is_no_content(text: str) -> None:
    label = read_label(text, knowledge=KNOWLEDGE)
    assert label.verdict == "ambiguous"
    assert label.elemental_mg_per_serving is None


@pytest.mark.parametrize(("text", "mg"), STATED)
def test_what_is_borne_out_is_content(text: str, mg: float) -> None:
    label = read_label(text, knowledge=KNOWLEDGE)
    assert label.verdict == "ok"
    assert label.elemental_mg_per_serving is not None
    assert label.elemental_mg_per_serving.best == mg
