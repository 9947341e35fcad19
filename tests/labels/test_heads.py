"""A head of a panel counts pieces, whatever its other words are; a sentence with one count and one amount joins them."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.labels.read import read_label

KNOWLEDGE = load_knowledge()


@pytest.mark.parametrize(
    ("text", "serving"),
    [
        ("Zzzwoord = 3 capsules:\nMagnesium 270 mg\nZink 5 mg", (3, "capsule")),
        ("Zzzwoord (2 tabletten): Magnesium 240 mg", (2, "tablet")),
        ("xxxxx yyyy\n4 gummies\nMagnesium | 200 mg", (4, "gummy")),
        ("Nutriente | 1 sobre | zzz (3 sobres)\nMagnesio | 80 mg | 240 mg | 64%", (3, "sachet")),
        ("Drei Kapseln bescheren dir 300 mg Magnesium.", (3, "capsule")),
        ("Hier ist Kraft: 300 mg Magnesium stecken fein verteilt in 2 Tabletten.", (2, "tablet")),
        ("3 Zauberkapseln enthalten 270 mg Magnesium", (3, "capsule")),
        ("Dagtotaal: 300 mg magnesium.\nZzzz: vier gummies, mooi over de dag verdeeld.", (4, "gummy")),
        ("Chaque jour : 300 mg de magnésium. Votre cure : 2 gélules chaque jour.", (2, "capsule")),
        ("Serving Size: 1 oz. (2 tablespoons)\nMagnesium 90 mg 21%", (1, "oz")),
    ],
)
def test_a_count_of_pieces_is_the_serving(text: str, serving: tuple[float, str]) -> None:
    label = read_label(text, knowledge=KNOWLEDGE)
    assert label.verdict == "ok"
    assert label.serving is not None
    assert (label.serving.count, label.serving.unit) == serving


@pytest.mark.parametrize(
    "text",
    [
        "Magnesium 300 mg\nInhoud: 90 tabletten",
        "Neem 2 capsules bij het eten.\nMagnesium 300 mg",
    ],
)
def test_a_pack_or_a_dose_is_none(text: str) -> None:
    assert read_label(text, knowledge=KNOWLEDGE).serving is None


@pytest.mark.parametrize(
    "text",
    [
        "A 600 mg dose of magnesium malate gives you 90 mg of elemental magnesium.",
        "Een tablet van 500 mg magnesiumcitraat bevat amper 75 mg magnesium",
        "So a 450mg tablet delivers roughly 60mg of usable magnesium.",
        "For instance, a pack might print:\n- Serving size: 3 capsules\n- Magnesium: 210 mg",
    ],
)
def test_any_product_is_no_product(text: str) -> None:
    label = read_label(text, knowledge=KNOWLEDGE)
    assert label.verdict == "ambiguous"
    assert label.elemental_mg_per_serving is None
