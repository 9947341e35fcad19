"""What the law lets a product hold behind its printed amount, from the rows of the limits."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.labels.label import Label
from magwise.labels.read import read_label


def read(text: str, locale: str = "en") -> Label:
    return read_label(text, knowledge=load_knowledge(), locale=locale)


def test_eu_span_comes_from_the_limits() -> None:
    label = read("Per 2 tabletten: magnesium (citraat) 200 mg (53% RI)")
    limits = load_knowledge().limits
    below, above = limits["L089"].value, limits["L088"].value
    assert below is not None
    assert above is not None
    assert label.tolerance_low_mg == float(200 * (100 + below) / 100) == 160
    assert label.tolerance_high_mg == float(200 * (100 + above) / 100) == 290
    assert label.tolerance_text == "The EU lets a product hold 160 to 290 mg where 200 mg is printed."


def test_dutch_sentence() -> None:
    text = read("Per tablet: magnesium (oxide) 56,25 mg (15% RI)", "nl").tolerance_text
    assert text == "De EU staat 45 tot 81,6 mg toe waar 56,3 mg staat."


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("Serving Size: 1 Tablet\nMagnesium (as oxide) 100 mg 24% DV", 100),
        ("Serving Size: 1 Tablet\nMagnesium (S. cerevisiae*; 800 mg) 40 mg 10% DV", 32),
    ],
)
def test_us_rule_has_no_upper_end(text: str, low: float) -> None:
    label = read(text)
    assert label.tolerance_low_mg == low
    assert label.tolerance_high_mg is None


@pytest.mark.parametrize(
    "text",
    [
        "Magnesiumcitraat 1000 mg per tablet",
        "MAGNESIUM CITRAAT 300 MG",
        "Zink 15 mg",
        "Wirkstoff: 1 Tablette enthält 100 mg Magnesium (NRV 27 %)",
        "Per tablet: magnesium 200 mg (80% RI)",
    ],
)
def test_none_without_one_amount_for_medicines_and_for_contradictions(text: str) -> None:
    label = read(text)
    assert label.tolerance_low_mg is None
    assert label.tolerance_high_mg is None
    assert label.tolerance_text is None
