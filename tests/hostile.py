"""Arguments that nobody means well with: for the property tests of the library, and for the bodies of `make attack`."""

import datetime
import decimal
from typing import Any

from hypothesis import strategies as st

HALF = "\ud800"
TEXTS = (
    "", " ", "\0", "\x1b[31m", HALF, f"magnesium {HALF} 100 mg", "\udfff\ud800", "\u202e", "\ufeff", "a" * 600, "9" * 5_000, "{0}", "{name}",
    "%s", "../../x", "\n", "\r\n", "\u2028", "NaN", "1e999", "-1", "2027-02-30", "9999-12-31", "0001-01-01", "2027-1-1", "25:00", "07:00", "nl",
    "en", "de", "klingon", "magnesium citraat 200 mg per tablet", "Thyrax 100 mcg", "١٢٣", "½", "😀" * 40, "e\u0301" * 40,
)  # fmt: skip
DATES = (
    datetime.date.min, datetime.date.max, datetime.date(9999, 1, 1), datetime.date(2027, 1, 4), datetime.datetime(2027, 1, 4, 8),
    datetime.datetime.max, datetime.time(7, 0), datetime.timedelta(days=3),
)  # fmt: skip
NUMBERS = (
    0, 1, -1, 7, 10**18, 2**63, 10**400, 10**4_000, -(10**4_000), 0.0, -0.0, 0.5, 1e-320, 1e308, -1e308, float("nan"), float("inf"), float("-inf"),
    decimal.Decimal("0.1"), decimal.Decimal("NaN"), decimal.Decimal("sNaN"), decimal.Decimal("Infinity"), decimal.Decimal("1e9999"), 1j, True, False,
)  # fmt: skip


class Strange:
    """Something that no profile holds."""

    def __repr__(self) -> str:
        return "Strange()"

    def __str__(self) -> str:
        return HALF


def _looped() -> list[Any]:
    loop: list[Any] = []
    loop.append(loop)
    return loop


OTHERS = (
    None,
    b"07:00",
    bytearray(b"\xff"),
    Strange(),
    Strange,
    len,
    {1, 2},
    frozenset(),
    range(3),
    (),
    [],
    {},
    _looped(),
    {1: 2},
    {None: 1},
    {HALF: HALF},
)

values = st.one_of(
    st.sampled_from(TEXTS),
    st.sampled_from(DATES),
    st.sampled_from(NUMBERS),
    st.sampled_from(OTHERS),
    st.text(max_size=20),
)
nested = st.recursive(
    values,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(TEXTS) | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=8,
)


@st.composite
def spoiled(draw, good: st.SearchStrategy[Any]) -> Any:
    """A good value in which one thing or more, anywhere within, is something else."""
    found = draw(good)
    for _ in range(draw(st.integers(1, 3))):
        found = _spoil(draw, found)
    return found


def _spoil(draw, found: Any) -> Any:
    if isinstance(found, dict) and found and draw(st.integers(0, 9)):
        key = draw(st.sampled_from(sorted(found, key=str)))
        match draw(st.integers(0, 5)):
            case 0:
                return {name: value for name, value in found.items() if name != key}
            case 1:
                return {**found, draw(st.sampled_from(TEXTS)): draw(values)}
            case _:
                return {**found, key: _spoil(draw, found[key])}
    if isinstance(found, list) and found and draw(st.integers(0, 9)):
        place = draw(st.integers(0, len(found) - 1))
        match draw(st.integers(0, 5)):
            case 0:
                return found[:place] + found[place + 1 :]
            case 1:
                return found * draw(st.sampled_from([2, 60]))
            case _:
                return [*found[:place], _spoil(draw, found[place]), *found[place + 1 :]]
    return draw(nested)
