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


@pytest.mark.parametrize(
    "text",
    [
        "'tijd': 'Avond',\n 'name': 'Magnesium Malaat',\n 'dosage': '330 mg elementair magnesium',",
        "Drink: 2 L water + 6 g zout + 700 mg magnesium + 1 g kalium",
        "450 mg magnésium + 150 mg L-théanine, une heure avant le coucher",
        "Zum Beispiel steht auf der Packung «Magnesiumcitrat 600 mg»; 600 mg Magnesiumcitrat enthalten rund 95 mg Magnesium.",
        "Magnesiummalat 700 mg enthält etwa 105 mg elementares Magnesium.",
    ],
)  # fmt: skip
def test_what_somebody_takes_or_works_out_is_no_content(text: str) -> None:
    assert read_label(text, knowledge=KNOWLEDGE).verdict != "ok"


@pytest.mark.parametrize(
    ("text", "mg", "serving"),
    [
        ("Elke portie van drie vegetarische capsules levert 270 mg magnesium", 270, (3, "capsule")),
        ("Met 210 mg magnesium in elke portie van 2 tabletten", 210, (2, "tablet")),
        ("Samenstelling: 90 mg Linzen (Lens culinaris) 35 mg Magnesium (citraat) 20 mg Kalium", 35, None),
        ("Iodine (as potassium iodide) 150 mcg Magnesium (as oxide) 90 mg Zinc (as citrate) 12 mg Inositol 40 mg", 90, None),
    ],
)  # fmt: skip
def test_portions_and_lists_are_read(text: str, mg: float, serving: tuple[float, str] | None) -> None:
    label = read_label(text, knowledge=KNOWLEDGE)
    assert label.verdict == "ok"
    assert label.elemental_mg_per_serving is not None
    assert label.elemental_mg_per_serving.best == mg
    assert (None if label.serving is None else (label.serving.count, label.serving.unit)) == serving
