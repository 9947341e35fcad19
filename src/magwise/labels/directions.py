"""Directions for use as a last witness of what the amounts belong to: «neem 1 tablet per dag»."""

from decimal import Decimal

from magwise.labels.counts import MEASURES, Mention, count_and_unit, make_mention
from magwise.labels.tokens import Token

_REACH = 4
_SENTENCE = 8
_SENTENCE_ENDS = frozenset("\n.;!?")
_MOST_A_DAY = 8
_LEADS_ON = frozenset({"word", "serving", "connectors", "fillers", "count", "unit_words"})
_TIMES = {"twice": Decimal(2), "thrice": Decimal(3)}


def find_directed(tokens: list[Token], place: int) -> Mention | None:
    """«Neem 1 tablet», «2 bustine al giorno», «1 gélule par jour»: how to take it; weak."""
    counted = count_and_unit(tokens, place)
    if counted is None or counted.count is None or counted.unit in MEASURES:
        return None
    for near in range(place - 1, max(place - _REACH, 0) - 1, -1):
        if tokens[near].section == "directions":
            return make_mention(place, counted, weak=True)
        if (
            tokens[near].section not in ("word", "mark", "fillers", "connectors", "serving")
            or tokens[near].text in ".\n"
        ):
            break
    for near in range(counted.end, min(counted.end + _REACH + 1, len(tokens))):
        token = tokens[near]
        if token.section == "directions" or (token.section == "serving" and token.key == "date"):
            return make_mention(place, counted, weak=True)
        counts = token.section == "number" and near + 1 < len(tokens) and tokens[near + 1].key == "times"
        if token.section not in _LEADS_ON and token.text != "/" and not counts:
            break
    return None


def dosage_of_day(tokens: list[Token]) -> list[Mention]:
    """«Versorgung: drei Beutel, einfach über den Tag verteilt»: the pieces in a sentence that names a day."""
    found: list[Mention] = []
    start = 0
    for end in [*(at for at, token in enumerate(tokens) if token.text in _SENTENCE_ENDS), len(tokens)]:
        sentence = tokens[start:end]
        daily = any(token.key in ("date", "daily", "day") for token in sentence)
        if daily and not any(token.section in ("quantity", "name", "percent") for token in sentence):
            for place in range(start, end):
                if tokens[place].section in ("number", "count") and (not found or place >= found[-1].end):
                    counted = count_and_unit(tokens, place)
                    mention = None if counted is None else make_mention(place, counted, weak=True)
                    if mention is not None and mention.unit not in MEASURES and mention.count <= _MOST_A_DAY:
                        found.append(mention)
        start = end + 1
    return found


def serving_of_directions(directed: list[Mention], tokens: list[Token]) -> list[Mention]:
    """The one unit that directions speak of: what a medicine states its content for, and a supplement taken singly.

    Where the amounts are those of a day's dose the directions say how much that is, unless it is taken more than once.
    """
    units = {mention.unit for mention in directed}
    if len(units) != 1:
        return []
    per_day = any(token.section == "serving" and token.key == "day" for token in tokens)
    counts = {mention.count for mention in directed}
    if per_day:
        several = any(mention.several for mention in directed) or any(token.key == "times" for token in tokens)
        return [] if several or len(counts) > 1 else [directed[0]]
    single = counts == {Decimal(1)} and not any(mention.several for mention in directed)
    is_medicine = any(token.key == "active" for token in tokens)
    return [directed[0]._replace(count=Decimal(1), several=False)] if single or is_medicine else []


def pieces_a_day(directed: list[Mention], tokens: list[Token]) -> Mention | None:
    """How much the directions take in a day: «2 x daags 1 tablet» is two tablets; None where they leave a choice."""
    if len({(mention.count, mention.unit) for mention in directed}) != 1 or directed[0].several:
        return None
    mention = directed[0]
    times = _times(tokens, mention)
    return None if times is None else mention._replace(count=mention.count * times)


def _times(tokens: list[Token], mention: Mention) -> Decimal | None:
    """How often a day: once where a day is named and no number of times; None where no day is named."""
    start, end = max(mention.place - _SENTENCE, 0), min(mention.end + _SENTENCE, len(tokens))
    while any(tokens[at].text in ".\n" for at in range(start, mention.place)):
        start += 1
    daily = False
    for at in range(start, end):
        token = tokens[at]
        if at >= mention.end and token.text in ".\n":
            break
        daily = daily or token.key in ("daily", "date", "day")
        if token.key in _TIMES:
            return _TIMES[token.key]
        before = tokens[at - 1] if at else None
        if (token.key == "times" or token.text == "x") and before is not None:
            count = before.value if before.section == "number" else None
            if before.section == "count":
                count = Decimal(before.key)
            if count is not None:
                return count
    return Decimal(1) if daily else None
