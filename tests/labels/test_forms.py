"""Compounds that a text names by their anion alone."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.labels.read import read_label

KNOWLEDGE = load_knowledge()


def forms(text: str) -> list[str]:
    """The forms that are read in a text."""
    return [compound.form for compound in read_label(text, knowledge=KNOWLEDGE).compounds]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Verenigt malaat, citraat en tauraat in één capsule. 150 mg elementair magnesium per capsule.",
         ["malate", "citrate", "taurate"]),
        ("Kombiniert Malat, Citrat und Taurat. Pro Kapsel 150 mg Magnesium.", ["malate", "citrate", "taurate"]),
        ("120 mg elemental magnesium per capsule: malate, glycinate + vitamin B6", ["malate", "bisglycinate"]),
        ("Magnesium taurate or malate before bed.", ["taurate", "malate"]),
        ("4 Formen: Malat, Citrat (gepuffert), Oxid, Taurat. 200 mg Magnesium pro Kapsel",
         ["malate", "citrate", "oxide", "taurate"]),
    ],
)  # fmt: skip
def test_an_enumeration_of_forms_is_read(text: str, read: list[str]) -> None:
    assert forms(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "Zink (als citraat, gluconaat) 10 mg, magnesium 100 mg",
        "Calcium: carbonaat, citraat, gluconaat. Magnesium 100 mg",
        "Bevat citraat, gluconaat de zinc. Magnesium 100 mg, calcium 200 mg",
    ],
)
def test_what_another_metal_owns_is_left_to_it(text: str) -> None:
    assert forms(text) == ["unspecified"]


def test_a_listed_form_gets_no_mass_of_its_own() -> None:
    label = read_label("Per capsule 150 mg magnesium. Verenigt malaat, citraat en tauraat.", knowledge=KNOWLEDGE)
    assert [compound.compound_mg for compound in label.compounds] == [None, None, None]
