"""Two labels side by side: magnesium per piece and per portion, the price of 100 mg, and which one wins for what."""

from decimal import Decimal
from typing import Literal

from magwise.knowledge.load import Knowledge
from magwise.labels.label import Amount, Label
from magwise.result import Result, plain_number

Winner = Literal["first", "second", "same"]
_TRUSTED = ("ok", "compound_only")
_EQUAL = Decimal("0.01")


class Side(Result, frozen=True, kw_only=True):
    """What one label offers. mg_per_unit, mg_per_serving: elemental mg, None where the label cannot tell.

    price, pieces: of the pack, as the text prints them; price_per_100_mg: in the currency of the price.
    """

    mg_per_unit: Amount | None
    mg_per_serving: Amount | None
    price: float | None
    pieces: float | None
    price_per_100_mg: float | None


class Comparison(Result, frozen=True, kw_only=True):
    """Two labels against each other. A winner is None where one of the two cannot tell; text says it in a sentence."""

    first: Side
    second: Side
    more_per_unit: Winner | None
    more_per_serving: Winner | None
    cheaper: Winner | None
    text: str


def compare_labels(first: Label, second: Label, *, knowledge: Knowledge, locale: str = "nl") -> Comparison:
    """The comparison of two labels, its sentence in the language `locale`."""
    one, two = _side(first), _side(second)
    per_unit = _more(_best(one.mg_per_unit), _best(two.mg_per_unit))
    per_serving = _more(_best(one.mg_per_serving), _best(two.mg_per_serving))
    dearer = _more(_exact(one.price_per_100_mg), _exact(two.price_per_100_mg))
    cheaper: Winner | None = {"first": "second", "second": "first", "same": "same"}.get(dearer or "")  # type: ignore[assignment]
    sentences: list[str] = []
    for key, winner, values in (
        ("more_per_unit", per_unit, (_best(one.mg_per_unit), _best(two.mg_per_unit))),
        ("more_per_serving", per_serving, (_best(one.mg_per_serving), _best(two.mg_per_serving))),
        ("cheaper", cheaper, (_exact(one.price_per_100_mg), _exact(two.price_per_100_mg))),
    ):
        if winner is None:
            sentences.append(knowledge.say(locale, f"labels.compare_{key}_unknown"))
            continue
        shown = [_shown(value, locale) for value in values]
        if (winner == "second") != (key == "cheaper"):
            shown.reverse()  # the larger number first; of two prices the winner's is the smaller
        names = {"winner": knowledge.say(locale, f"labels.compare_{winner}")} if winner != "same" else {}
        form = "same" if winner == "same" else "wins"
        values_of = {"more": shown[0], "less": shown[1]} if form == "wins" else {"more": shown[0]}
        sentences.append(knowledge.say(locale, f"labels.compare_{key}_{form}", **names, **values_of))
    return Comparison(
        first=one,
        second=two,
        more_per_unit=per_unit,
        more_per_serving=per_serving,
        cheaper=cheaper,
        text=" ".join(sentences),
    )


def _side(label: Label) -> Side:
    told = label.verdict in _TRUSTED
    per_unit = label.elemental_mg_per_unit if told else None
    per_serving = label.elemental_mg_per_serving if told else None
    price, pieces = _only(label, "price"), _only(label, "pack")
    cost = None
    mg = _best(per_unit)
    if price and pieces and mg:
        cost = plain_number(price * 100 / (mg * pieces), places=2)
    return Side(
        mg_per_unit=per_unit,
        mg_per_serving=per_serving,
        price=None if price is None else plain_number(price, places=2),
        pieces=None if pieces is None else plain_number(pieces),
        price_per_100_mg=cost,
    )


def _only(label: Label, role: str) -> Decimal | None:
    """The one bare number with a role; None where there are several or none."""
    found = {number.text for number in label.numbers if number.role == role and number.text[-1].isdigit()}
    if len(found) != 1:
        return None
    text = found.pop()
    plain = text.replace(",", ".")
    return (
        Decimal(plain) if plain.count(".") <= 1 and all(letter.isdigit() or letter == "." for letter in plain) else None
    )


def _best(amount: Amount | None) -> Decimal | None:
    return None if amount is None or amount.best is None else Decimal(str(amount.best))


def _exact(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _more(one: Decimal | None, two: Decimal | None) -> Winner | None:
    if one is None or two is None:
        return None
    if abs(one - two) <= _EQUAL * max(one, two):
        return "same"
    return "first" if one > two else "second"


def _shown(value: Decimal | None, locale: str) -> str:
    text = str(plain_number(value or Decimal(0), 2))
    return text.replace(".", ",") if locale == "nl" else text
