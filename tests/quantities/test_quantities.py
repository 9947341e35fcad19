"""Amounts: exact, and never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magwise.errors import QuantityError
from magwise.quantities import milligrams, read_number, read_quantity


@pytest.mark.parametrize(
    ("text", "lang", "mg"),
    [
        ("200 mg", None, "200"),
        ("0,3 g", "nl", "300"),
        ("1.000 mg", "nl", "1000"),
        ("1,000 mg", "en", "1000"),
        ("470,000 mg", "fr", "470"),
        ("1.234,5 mg", "de", "1234.5"),
        ("1,234.5 mg", "en", "1234.5"),
        ("250 µg", None, "0.25"),
        ("250 μg", None, "0.25"),
        ("250 mcg", None, "0.25"),
        ("10 mmol", None, "243.05"),
        ("20 mEq", None, "243.05"),
        ("20 mval", None, "243.05"),
        ("1 500 mg", "fr", "1500"),
        ("2 kg", None, "2000000"),
    ],
)
def test_quantities_are_exact(text: str, lang: str | None, mg: str) -> None:
    assert read_quantity(text, lang) == Decimal(mg)


@pytest.mark.parametrize("text", ["", "mg", "100", "100 IE", "100 mgg", "1,2,3.4 mg", "een mg", "-5 mg"])
def test_what_is_not_understood_is_an_error(text: str) -> None:
    with pytest.raises(QuantityError):
        read_quantity(text)


def test_an_unknown_unit_is_never_a_default() -> None:
    with pytest.raises(QuantityError, match="«IU» is not known"):
        milligrams(Decimal(1), "IU")


def test_a_number_with_two_readings_says_so() -> None:
    assert read_number("1.000", "nl") == (Decimal(1000), Decimal("1.000"))
    assert read_number("0,150", "nl") == (Decimal("0.150"), None)


@given(st.decimals(min_value=0, max_value=100_000, places=2))
def test_a_plain_number_reads_as_itself(value: Decimal) -> None:
    assert read_number(str(value)).value == value
    assert read_number(str(value).replace(".", ","), "nl").value == value
