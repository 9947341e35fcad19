"""Every quantity has a role, from what stands around it, and only content and compound feed the amounts."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.labels.label import Label
from magwise.labels.read import read_label

KNOWLEDGE = load_knowledge()


def read(text: str) -> Label:
    return read_label(text, knowledge=KNOWLEDGE, locale="en")


def role(text: str, number: str) -> str:
    return next(one.role for one in read(text).numbers if one.text == number)


@pytest.mark.parametrize(
    ("text", "number", "wanted"),
    [
        ("Per 2 tabletten: magnesium 260 mg (69% RI)", "260 mg", "content"),
        ("Per 2 tabletten: magnesium 260 mg (69% RI)", "69%", "percent"),
        ("Per 2 tabletten: magnesium 260 mg (69% RI)", "2", "serving"),
        ("Magnesiumcitraat 900 mg per tablet", "900 mg", "compound"),
        ("Per 100 g: magnesium 130 mg", "100 g", "serving"),
        ("VNR du magnésium : 375 mg. Citrate de magnésium.", "375 mg", "reference"),
        ("We raden 310 mg magnesium aan. Magnesiummalaat.", "310 mg", "advice"),
        ("Neem niet meer dan 240 mg magnesium per dag.", "240 mg", "limit"),
        ("In einer Studie bekamen Frauen 290 mg Magnesium.", "290 mg", "study"),
        ("100 g amandelen geven 265 mg magnesium", "265 mg", "food"),
        ("Le prix de 100 mg de magnésium : 0,07 €", "100 mg", "price"),
        ("Andere merken geven 410 mg magnesium per tablet", "410 mg", "other_product"),
        ("Ik slik 610 mg magnesium per avond", "610 mg", "dosage"),
        ("Magnesium citrate powder 350 g", "350 g", "pack"),
        ("Magnesium 200 mg, zink 11 mg per tablet", "11 mg", "other_nutrient"),
        ("Is 520 mg citraat hetzelfde als 520 mg magnesium?", "520 mg", "compound"),
        ("Deze tablet bevat geen 340 mg magnesium.", "340 mg", "denied"),
    ],
)
def test_role(text: str, number: str, wanted: str) -> None:
    assert role(text, number) == wanted


def test_an_amount_that_nothing_explains_forbids_ok() -> None:
    label = read("Magnesium 215 mg per tablet. Doosje Rood 180 mg magnesium, Doosje Blauw 95 mg magnesium")
    assert "unknown" in [number.role for number in label.numbers]
    assert label.verdict == "ambiguous"
    assert label.elemental_mg_per_unit is None or label.elemental_mg_per_unit.best is None


def test_what_is_set_aside_is_said() -> None:
    label = read("RI magnesium: 375 mg. Magnesiummalaat, 1 tablet per dag.")
    assert label.elemental_mg_per_serving is None
    assert "set_aside_reference" in [finding.id for finding in label.findings]


def test_places_count_in_the_text_as_typed() -> None:
    text = "<td>Magn&eacute;sium</td><td>180&nbsp;mg</td><td>48 %</td>"
    label = read(text)
    assert [text[number.start : number.end] for number in label.numbers] == ["180&nbsp;mg", "48 %"]
    assert label.verdict == "ok"
