"""What is left of code, exports and misread print: the rows, with every character in its place."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.labels.markup import strip_markup
from magwise.labels.read import read_label

KNOWLEDGE = load_knowledge()


@pytest.mark.parametrize(
    ("text", "mg", "serving"),
    [
        ("('Zzz', '2 capsules', 'Magnesium', '260 mg'),", 260, (2, "capsule")),
        ('["Calories","5"],\n["Magnesium (as magnesium malate)","90 mg"],\n["Sodium","60 mg"],', 90, None),
        ("['nutrient' => 'Magnésium élémentaire', 'value' => 140, 'unit' => 'mg'],", 140, None),
        ("('Magnesium', 220, 'mg', 'malaat')", 220, None),
        ('{ label: "Elementair Mg", value: "160 mg / 4 tabletten" },\n{ label: "Vorm", value: "Tabletten" },', 160, (4, "tablet")),
        ("Magnes1o 320 mg por 2 cápsulas", 320, (2, "capsule")),
    ],
)  # fmt: skip
def test_rows_of_code_are_rows(text: str, mg: float, serving: tuple[float, str] | None) -> None:
    label = read_label(text, knowledge=KNOWLEDGE)
    assert label.verdict == "ok"
    assert label.elemental_mg_per_serving is not None
    assert label.elemental_mg_per_serving.best == mg
    assert (None if label.serving is None else (label.serving.count, label.serving.unit)) == serving


@pytest.mark.parametrize(
    "text",
    [
        "('Zzz', '2 capsules')",
        '[["Portie", "3 capsules"], ["Magnesium", "90 mg"]]',
        "d'eau et l'été, c'est 'bon', 'beau'",
    ],
)
def test_every_character_keeps_its_place(text: str) -> None:
    left, places = strip_markup(text)
    assert places is None or len(places) == len(left)
    kept = text if places is None else "".join(text[place] for place in places)
    assert [one for one in left if one.isalnum()] == [one for one in kept if one.isalnum()]
