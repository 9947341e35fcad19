"""The printed percent as a second witness: which reference intake joins it with an amount."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal

from magwise.labels.lexicon import Lexicon
from magwise.labels.tokens import Token

System = Literal["NRV", "DV", "other"]
_HUNDRED = Decimal(100)
_FEWEST_ROWS = 2


def find_system(tokens: list[Token], lang: str | None) -> tuple[System, bool]:
    """The system of reference intakes a label uses, and whether it names it; else the one of its language's market."""
    named = {token.key for token in tokens if token.section == "reference"}
    if "NRV" in named and "DV" not in named:
        return "NRV", True
    if "DV" in named:
        return "DV", True
    if "other" in named:
        return "other", True
    return ("DV" if lang == "en" else "NRV"), False


def has_bare_percents(tokens: list[Token]) -> bool:
    """Whether the rows print their percent without its sign: «Calcium 540 mg (68)», under «% NRV» or row after row."""
    found = 0
    for place, token in enumerate(tokens):
        if token.section != "quantity":
            continue
        behind = tokens[place + 1 : place + 4]
        if len(behind) > 1 and behind[0].text == "(" and behind[1].section == "number":
            found += len(behind) > 2 and behind[2].text == ")"
        elif behind and behind[0].section == "number":
            found += len(behind) < 2 or behind[1].section not in ("units", "unit_words", "mass")
    if found > _FEWEST_ROWS or (found and heads_percents(tokens)):
        return True
    return found == _FEWEST_ROWS and any(token.text == "%" and token.section == "mark" for token in tokens)


def heads_percents(tokens: list[Token]) -> bool:
    """Whether a sign without a number stands beside its reference, as the head of a column: «% RI», «RI %»."""
    for place, token in enumerate(tokens):
        if token.text == "%" and token.section == "mark":
            around = (*tokens[max(place - 1, 0) : place], *tokens[place + 1 : place + 2])
            if any(near.section == "reference" for near in around):
                return True
    return False


@lru_cache(maxsize=256)
def join(mg: Decimal, percent: Decimal, decimals: int, bases: tuple[Decimal, ...]) -> Decimal | None:
    """The first reference intake of which `mg` is `percent`, rounded or cut to the printed decimals; else None.

    Below one percent the sign «<» is often lost, so «1 %» then fits every smaller share.
    """
    step = Decimal(1).scaleb(-max(decimals, 0))
    for base in bases:
        exact = mg * _HUNDRED / base
        if exact.quantize(step, ROUND_HALF_UP) == percent or exact.quantize(step, ROUND_DOWN) == percent:
            return base
        if exact < 1 and percent == 1:
            return base
    # An amount that was itself rounded to whole milligrams.
    if mg == mg.to_integral_value() and mg >= 1:
        for base in bases:
            low = (mg - Decimal("0.5")) * _HUNDRED / base
            high = (mg + Decimal("0.5")) * _HUNDRED / base
            if low - step / 2 <= percent <= high + step / 2 and high - low < 1:
                return base
    return None


def implied(percent: Decimal, decimals: int, base: Decimal) -> tuple[Decimal, Decimal]:
    """The milligrams between which an amount lies that is `percent` of a reference intake."""
    step = Decimal(1).scaleb(-max(decimals, 0))
    return (percent - step / 2) * base / _HUNDRED, (percent + step) * base / _HUNDRED


def bases_of(lexicon: Lexicon, system: System) -> tuple[Decimal, ...]:
    """The reference intakes of a system, the likeliest first."""
    return lexicon.references[system]
