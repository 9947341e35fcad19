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


@pytest.mark.parametrize(
    "text",
    [
        "Merk Een\nPer 2 capsules\nMagnesium 200 mg\n\nMerk Twee\nPer 3 zuigzzz:\nMagnesium 200 mg",
        "Merk Een\nDosis = 4 zuigzzz\nMagnesium 200 mg\n\nMerk Twee\nPer capsule\nMagnesium 200 mg",
    ],
)
def test_the_same_amount_under_a_count_we_do_not_know_is_left_open(text: str) -> None:
    assert read_label(text, knowledge=KNOWLEDGE).verdict == "ambiguous"


@pytest.mark.parametrize(
    "text",
    [
        "Zzz ; scoop (5 g) ; / 100 g\nMagnesium ; 200 mg ; 4000 mg",
        "% RI ; zzz scoop (5 g) ; in 100 g\nMagnesium ; 53% ; 200 mg ; 4000 mg",
        "% RI\nzzz scoop (5 g)\n100 g\nMagnesium\n53%\n200 mg\n4000 mg",
        "100 g\n\nscoop (5 g)\n\nMagnesium\n\n4000 mg\n\n200 mg",
    ],
)
def test_a_hundred_grams_is_a_column(text: str) -> None:
    label = read_label(text, knowledge=KNOWLEDGE)
    assert (label.verdict, label.serving and label.serving.unit) == ("ok", "scoop")
    assert label.elemental_mg_per_serving is not None
    assert label.elemental_mg_per_serving.best == 200
