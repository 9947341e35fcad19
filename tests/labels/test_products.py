"""Two products of a text get two answers; two labels stand side by side; every verdict has a next step."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.labels.compare import compare_labels
from magwise.labels.label import Label
from magwise.labels.read import read_label

KNOWLEDGE = load_knowledge()
TWO = "Nacht\nPer 3 capsules: magnesium (malaat) 270 mg 72% RI\n---\nDag\nPer tablet: magnesium (oxide) 150 mg 40% RI"


def read(text: str, locale: str = "en") -> Label:
    return read_label(text, knowledge=KNOWLEDGE, locale=locale)


def test_two_products_give_two_answers_and_no_mixed_one() -> None:
    label = read(TWO)
    assert label.verdict == "ambiguous"
    assert label.serving is None
    amounts = [(one.verdict, one.elemental_mg_per_unit.best) for one in label.products if one.elemental_mg_per_unit]
    assert amounts == [("ok", 90), ("ok", 150)]
    for product in label.products:
        assert all(TWO[number.start : number.end] == number.text for number in product.numbers)


@pytest.mark.parametrize(
    "text",
    [
        "Per tablet: magnesium 120 mg\nPer 2 tabletten: magnesium 240 mg",
        "Magnesium 120 mg per tablet",
        "Per tablet: magnesium 300 mg\nPer 2 tabletten: magnesium 300 mg",
    ],
)
def test_one_product_is_no_list(text: str) -> None:
    assert read(text).products == ()


def test_a_page_with_two_articles_has_two_products() -> None:
    page = (
        "<article><h2>A</h2><p>Per capsule: magnesium 110 mg (29% RI)</p></article>"
        "<article><h2>B</h2><p>Per 2 tabletten: magnesium 320 mg (85% RI)</p></article>"
    )
    products = read(page).products
    assert [one.elemental_mg_per_serving.best for one in products if one.elemental_mg_per_serving] == [110, 320]


def test_neighbours_of_a_page_are_left() -> None:
    label = read("Per tablet: magnesium (tauraat) 90 mg 24% RI\nKlanten kochten ook\nMagnesiumoxide 400 mg € 9,95")
    assert (label.verdict, [compound.form for compound in label.compounds]) == ("ok", ["taurate"])


@pytest.mark.parametrize("locale", ["nl", "en"])
@pytest.mark.parametrize(
    "text",
    ["Magnesium 100 mg per tablet", "Magnesiumcitraat 800 mg per tablet", "Magnesium", "Zink 10 mg", TWO, "Магнезыш",
     "Per tablet: magnesium 300 mg uit 400 mg magnesiumcitraat"],
)  # fmt: skip
def test_every_verdict_says_what_to_do(text: str, locale: str) -> None:
    assert (read(text, locale).next_step or "").endswith(".")


def test_the_larger_and_the_cheaper_are_named() -> None:
    first = read("Magnesium 100 mg per tablet, 100 tabletten € 10,00")
    second = read("Magnesium 300 mg per 2 capsules. 60 capsules, € 18,00")
    told = compare_labels(first, second, knowledge=KNOWLEDGE, locale="en")
    assert (told.more_per_unit, told.more_per_serving, told.cheaper) == ("second", "second", "first")
    assert (told.first.price_per_100_mg, told.second.price_per_100_mg) == (0.1, 0.2)
    assert "0.1" in told.text


def test_what_a_label_does_not_tell_is_not_compared() -> None:
    told = compare_labels(read("Magnesium"), read("Magnesium 75 mg per tablet"), knowledge=KNOWLEDGE)
    assert (told.more_per_unit, told.more_per_serving, told.cheaper) == (None, None, None)
    assert told.first.mg_per_unit is None


def test_a_question_for_the_element_of_a_compound_is_answered() -> None:
    for text in ("how much magnesium is in 500 mg citrate?", "Hoeveel magnesium zit in 500 mg magnesiumcitraat?"):
        label = read(text)
        assert label.verdict == "compound_only"
        assert label.elemental_mg_per_serving is not None
        assert label.elemental_mg_per_serving.low == pytest.approx(29.9, abs=0.1)
