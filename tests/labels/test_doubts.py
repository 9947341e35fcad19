"""What makes a number doubtful: a choice of servings, a name that says more, a panel that says otherwise, hearsay."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.labels.label import Label
from magwise.labels.read import read_label

KNOWLEDGE = load_knowledge()


def read(text: str) -> Label:
    """The label that is read in a text."""
    return read_label(text, knowledge=KNOWLEDGE)


def test_an_amount_of_a_day_of_one_to_three_pieces_is_of_no_one_serving() -> None:
    label = read("Tagesdosis: 1–3 Kapseln. Magnesium je Tagesdosis 300 mg.")
    assert (label.verdict, label.serving) == ("ambiguous", None)


def test_a_title_that_says_more_than_its_compound_holds_is_doubted() -> None:
    label = read("MAGNORIL 60 mg, gélule\nComposition pour une gélule\nmagnésium (aspartate de) dihydraté 400 mg")
    assert label.verdict == "ambiguous"
    assert [finding.id for finding in label.findings] == ["name_differs"]


def test_an_amount_of_another_nutrient_is_no_title() -> None:
    assert read("Pro Tablette: Calcium (Carbonat): 120 mg 15%, Magnesiumtaurat: 500 mg").verdict == "compound_only"


def test_a_panel_of_the_same_serving_does_not_lend_its_name_to_the_element() -> None:
    text = "Serving Size: 2 Softgels\nMagnesium Citrate 100 mg\nJust 2 softgels per day provide 200 mg of magnesium."
    assert read(text).verdict == "inconsistent"


@pytest.mark.parametrize(
    "text",
    [
        'Een product met "600 mg magnesiumcitraat" levert maar ongeveer 96 mg elementair magnesium (~16%).',
        "A product with 600 mg magnesium citrate holds only about 96 mg of magnesium (16%).",
    ],
)
def test_what_any_product_with_so_much_holds_is_no_content(text: str) -> None:
    label = read(text)
    assert (label.verdict, label.elemental_mg_per_serving) == ("ambiguous", None)


@pytest.mark.parametrize(
    ("text", "serving"),
    [
        ("Magnesium capsules. Dagportie van 2 stuks bevat 180 mg magnesium.", (2, "capsule")),
        ("Magnesium Kapseln. 3 Stück enthalten 300 mg Magnesium.", (3, "capsule")),
        ("Tabletten of capsules. Dagportie van 2 stuks bevat 180 mg magnesium.", None),
        ("Magnesium citraat, 60 stuks. Per tablet 100 mg magnesium.", (1, "tablet")),
    ],
)
def test_pieces_without_a_name_are_what_the_text_counts_in(text: str, serving: tuple[float, str] | None) -> None:
    found = read(text).serving
    assert (found and (found.count, found.unit)) == serving


@pytest.mark.parametrize(
    "text",
    [
        "A daily dose of such a blend may provide around 20 mg of zinc and 300 mg of magnesium.",
        "De meeste producten leveren 200 mg magnesium per capsule.",
        "Die meisten Produkte enthalten 200 mg Magnesium.",
    ],
)
def test_what_such_products_commonly_hold_is_no_content(text: str) -> None:
    label = read(text)
    assert (label.verdict, label.elemental_mg_per_serving) == ("ambiguous", None)


def test_the_pieces_of_a_day_in_a_sentence_agree_with_those_of_the_panel() -> None:
    label = read("Per tablet 120 mg magnesium (32% RI). Met 3 tabletten per dag komt u op 360 mg magnesium.")
    assert label.verdict == "ok"
    assert label.elemental_mg_per_unit is not None
    assert label.elemental_mg_per_unit.best == 120


def test_what_is_in_a_serving_weighs_no_more_than_the_serving() -> None:
    heavy = read("Eén maatschep (3 g) bevat 4 g magnesiumcitraat, waarvan 600 mg magnesium.")
    assert heavy.verdict == "inconsistent"
    assert heavy.findings[-1].id == "heavier_than_serving"
    assert read("Eén maatschep (5 g) bevat 4 g magnesiumcitraat, waarvan 600 mg magnesium.").verdict == "ok"
