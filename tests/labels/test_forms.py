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


@pytest.mark.parametrize(
    "text",
    [
        "Elke tablet bevat 100 mg magnesium als citraat. Beter opneembaar dan andere vormen zoals magnesiumoxide.",
        "Magnesium (as citrate) 100 mg per tablet. Gentler than other forms such as magnesium oxide or sulfate.",
    ],
)
def test_what_is_only_compared_with_is_no_form_of_the_product(text: str) -> None:
    assert forms(text) == ["citrate"]


def test_a_mixture_may_hold_other_forms_as_well() -> None:
    assert forms("Magnesiumcitraat en andere vormen zoals magnesiummalaat, 100 mg magnesium") == ["citrate", "malate"]


@pytest.mark.parametrize(
    ("text", "mass"),
    [
        ("Seawater 800 mg of which magnesium 90 mg", 800),
        ("Zeewier 500 mg, waarvan magnesium 40 mg", 500),
        ("Red algae 600 mg providing 30 mg of magnesium", 600),
    ],
)
def test_the_sea_with_a_mass_of_which_magnesium_is_a_part_is_the_source(text: str, mass: float) -> None:
    label = read_label(text, knowledge=KNOWLEDGE)
    assert [compound.compound_mg for compound in label.compounds] == [mass]


def test_two_anions_of_one_chelate_are_one_form() -> None:
    assert forms("Magnesium (als magnesiumlysinaat-glycinaatchelaat) 150 mg") == ["lysinate"]


def test_a_dash_before_a_list_of_forms_is_no_hyphen() -> None:
    label = read_label("140 mg elementares Magnesium — Malat, Taurat", knowledge=KNOWLEDGE)
    assert label.verdict == "ok"
    assert [compound.form for compound in label.compounds] == ["malate", "taurate"]


@pytest.mark.parametrize(
    "text",
    [
        "3 vormen magnesium (malaat, citraat): 180 mg",
        "Two forms of magnesium: malate and citrate. 180 mg magnesium per capsule",
        "2 Magnesiumverbindungen: Malat, Citrat. 180 mg Magnesium",
    ],
)
def test_the_head_of_a_list_keeps_the_metal_in_it(text: str) -> None:
    label = read_label(text, knowledge=KNOWLEDGE)
    assert (label.verdict, sorted(compound.form for compound in label.compounds)) == ("ok", ["citrate", "malate"])


@pytest.mark.parametrize("salts", ["sels de magnésium d'acides gras", "sali di magnesio degli acidi grassi"])
def test_salts_of_magnesium_as_an_additive_are_an_additive(salts: str) -> None:
    label = read_label(f"Zinc 10 mg. Anti-agglomérant : {salts}.", knowledge=KNOWLEDGE)
    assert [finding.id for finding in label.findings] == ["excipient_not_counted"]


def test_a_source_that_says_its_kind_again_keeps_its_mass() -> None:
    text = "Elke capsule bevat:\nAquamin Mg zeewaterconcentraat 500 mg\nMagnesium 60 mg"
    assert [(one.form, one.compound_mg) for one in read_label(text, knowledge=KNOWLEDGE).compounds] == [("marine", 500)]
