"""Magnesium that is printed in parts: the parts make the whole where percents or chemistry bear each of them out."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.labels.read import read_label

KNOWLEDGE = load_knowledge()


@pytest.mark.parametrize(
    ("text", "mg"),
    [
        ("Per 2 capsules\nMagnesium Citraat | 90 mg | 24% RI\nMagnesium Malaat | 60 mg | 16% RI", 150),
        ("• Citrate de magnésium : 500 mg (dont 75 mg de magnésium élément)\n"
         "• Malate de magnésium : 400 mg (dont 60 mg de magnésium élément)", 135),
        ("Per tablet Magnesium (elementair), waarvan: 120,0 mg 32% Magnesium (malaat) 60 mg 16% Magnesium (citraat) 60 mg 16%",
         120),
        ("Per dosering (1 tablet) Magnesium (tauraat) 40 mg 10,7% uit de verbinding: L-Taurine (magnesiumtauraat) 460 mg "
         "Magnesium (malaat) 40 mg 10,7% uit de verbinding: Appelzuur (magnesiummalaat) 230 mg", 80),
    ],
)  # fmt: skip
def test_parts_make_the_whole(text: str, mg: float) -> None:
    label = read_label(text, knowledge=KNOWLEDGE)
    assert label.verdict == "ok"
    assert label.elemental_mg_per_serving is not None
    assert label.elemental_mg_per_serving.best == pytest.approx(mg)


@pytest.mark.parametrize(
    "text",
    [
        "• Citrate de magnésium : 500 mg (dont 75 mg de magnésium élément)\n"
        "• Malate de magnésium : 100 mg (dont 60 mg de magnésium élément)",
        "Magnesium (als citraat) 350 mg (Adults) / 175 mg (from 4 years)",
        "L'apport en magnésium : 310 mg pour les femmes et 370 mg",
    ],
)
def test_what_nothing_bears_out_is_left_open(text: str) -> None:
    label = read_label(text, knowledge=KNOWLEDGE)
    assert label.verdict in ("ambiguous", "inconsistent")
