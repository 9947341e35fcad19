"""Which compounds a label lists: what its rows name, and not what is told of sister products."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.labels.read import read_label

KNOWLEDGE = load_knowledge()


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        (
            "Rust in de avond, de hele dag door, voor iedereen die dat zoekt in een druk leven vol werk.\n"
            "Overweeg ook ons Magnesium Tauraat Poeder of Magnesium Oxide.\nPer capsule: Magnesium (als malaat) 110 mg 29% RI",
            ["malate"],
        ),
        ("Magnesium (als malaat) 110 mg 29% RI\nIngrediënten: magnesiummalaat, magnesiumcitraat", ["malate", "citrate"]),
        ("Citrato de Magnesio 90 mg (Magnesio elemental). Es magnesio quelado con ácido cítrico.", ["citrate"]),
        ("Per tablet: magnesium (aminozuurchelaat, oxide) 100 mg", ["amino_acid_chelate", "oxide"]),
    ],
)  # fmt: skip
def test_compounds(text: str, forms: list[str]) -> None:
    assert [compound.form for compound in read_label(text, knowledge=KNOWLEDGE).compounds] == forms


def test_a_bare_percent_tells_its_market() -> None:
    label = read_label(
        "Supplement facts: Calcium 120 mg 15 Magnesium (as oxide) 75 mg 20 Zinc 5 mg 50", knowledge=KNOWLEDGE
    )
    assert label.reference is not None
    assert (label.reference.system, label.reference.base_mg) == ("NRV", 375)
