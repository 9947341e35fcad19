"""Formulas against the table of forms."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magwise.chemistry.compounds import family_span, forms_of, water_of
from magwise.chemistry.formula import elemental_fraction
from magwise.errors import FormulaError
from magwise.knowledge.load import load_knowledge

FORMS = [form for form in load_knowledge().forms.values() if form.formula]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_the_table_of_forms_holds_what_the_formula_gives(form) -> None:
    computed = elemental_fraction(form.formula)
    assert form.mg_mass_fraction is not None
    digits = -int(form.mg_mass_fraction.as_tuple().exponent)
    assert abs(computed - form.mg_mass_fraction) <= Decimal("0.6").scaleb(-digits)
    assert form.mg_percent == pytest.approx(form.mg_mass_fraction * 100)
    assert float(form.compound_mg_for_100mg_elemental) == pytest.approx(100 / float(computed), rel=0.001)


@pytest.mark.parametrize(
    ("formula", "fraction"),
    [("MgO", 0.6030), ("MgCl2.6H2O", 0.1196), ("MgCl2·6H2O", 0.1196), ("MgCl₂·6H₂O", 0.1196), ("Mg3(C6H5O7)2", 0.1616),
     ("NaCl", 0)],
)  # fmt: skip
def test_fraction(formula: str, fraction: float) -> None:
    assert float(elemental_fraction(formula)) == pytest.approx(fraction, abs=0.0001)


@pytest.mark.parametrize(("formula", "position"), [("Mgx", 3), ("Xx2", 2), ("", 1), ("12", 1)])
def test_a_formula_that_cannot_be_read_says_where(formula: str, position: int) -> None:
    with pytest.raises(FormulaError, match=f"position {position}"):
        elemental_fraction(formula)


@given(st.text(max_size=20))
def test_any_text_is_a_fraction_or_a_formula_error(text: str) -> None:
    try:
        fraction = elemental_fraction(text)
    except FormulaError:
        return
    assert 0 <= fraction <= 1


def test_a_family_spans_its_hydrates() -> None:
    knowledge = load_knowledge()
    span = family_span(knowledge, "bisglycinate")
    assert span is not None
    assert (float(span.low), float(span.high)) == pytest.approx((0.1166, 0.1410))


@pytest.mark.parametrize(
    "family", ["citrate_malate", "marine", "yeast", "liposomal", "bisglycinate_buffered", "no_such"]
)
def test_a_mixture_has_no_fraction(family: str) -> None:
    assert family_span(load_knowledge(), family) is None


def test_water_is_counted() -> None:
    waters = {form.id: water_of(form) for form in forms_of(load_knowledge(), "sulfate")}
    assert waters["sulfate_heptahydrate"] == 7
    assert waters["sulfate_anhydrous"] == 0
