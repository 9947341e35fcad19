"""A chemical formula and the share of magnesium in it."""

import re
from decimal import Decimal
from functools import lru_cache

from magwise.errors import FormulaError

_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_DOTS = str.maketrans({"·": ".", "•": ".", "∙": ".", "⋅": ".", "*": "."})
_LETTER = re.compile(r"[A-Z]")


@lru_cache(maxsize=512)
def elemental_fraction(formula: str) -> Decimal:
    """Mass of magnesium per mass of compound.

    formula: chemical formula with its water, such as "MgO" or "MgCl2·6H2O".
    Returns a fraction from 0 to 1; 0 when the compound holds no magnesium.
    Raises FormulaError, with the position, where the formula cannot be read.
    Source: standard atomic weights of the library molmass.

    >>> round(elemental_fraction("MgO"), 3)
    Decimal('0.603')
    >>> round(elemental_fraction("MgCl2·6H2O"), 4)
    Decimal('0.1196')
    """
    from molmass import Formula
    from molmass import FormulaError as NotReadable

    plain = formula.strip().translate(_SUBSCRIPTS).translate(_DOTS)
    if not _LETTER.search(plain):
        raise FormulaError("", f"«{formula[:60]}» is not a formula (position 1)", "Write it like MgO or MgCl2·6H2O")
    try:
        parsed = Formula(plain)
        total = parsed.mass
        composition = parsed.composition()
    except NotReadable as error:
        place = getattr(error, "position", 0) + 1
        problem = getattr(error, "message", "") or str(error).splitlines()[0]
        raise FormulaError(
            "", f"«{formula[:60]}» cannot be read at position {place}: {problem}", "Write it like MgO or MgCl2·6H2O"
        ) from None
    if "Mg" not in composition:
        return Decimal(0)
    return Decimal(repr(composition["Mg"].mass)) / Decimal(repr(total))
