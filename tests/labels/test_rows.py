"""Which serving an amount of a table belongs to, where one of the two heads names none that we know."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.labels.read import read_label

KNOWLEDGE = load_knowledge()


@pytest.mark.parametrize(
    ("text", "per_unit"),
    [
        ("Inhoud | porcion zzz (drie) | per capsule\nMagnesium | 270 mg | 90 mg", 90),
        ("| per 3 tabletten | zzz\nMagnesium | 240 mg | 80 mg | 64% RI", 80),
        ("por dosis zzzz (2 sobres)\npor 1 sobre\nMagnesio\n107%\n400 mg\n200 mg", 200),
        ("per capsule | zzz yyy\nMagnesium | 100 mg | 300 mg | 80% RI", 100),
    ],
)
def test_the_ratio_of_the_amounts_tells_the_columns(text: str, per_unit: float) -> None:
    label = read_label(text, knowledge=KNOWLEDGE)
    assert label.verdict == "ok"
    assert label.elemental_mg_per_unit is not None
    assert label.elemental_mg_per_unit.best == per_unit


def test_amounts_in_no_ratio_of_pieces_tell_nothing() -> None:
    label = read_label("Per 2 capsules | zzz\nMagnesium | 100 mg | 250 mg", knowledge=KNOWLEDGE)
    assert label.verdict == "ambiguous"
