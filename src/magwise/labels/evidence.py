"""Whether an amount that nothing else bears out is stated of this product, or only told in a sentence.

A row of a panel needs no such witness. «N mg magnesium» in the middle of a sentence does: a serving, a percent, the
word «elemental», or a sentence about the product. Otherwise the sentence may speak of food, of an advice, of anything.
"""

from decimal import Decimal

from magwise.labels.counts import DAY, MEASURES, NO_PIECES, Mention
from magwise.labels.order import LISTED, MIXED
from magwise.labels.readings import Statement
from magwise.labels.substances import BRACKETS_CLOSE, BRACKETS_OPEN, Name
from magwise.labels.tokens import Token

_ENDS = frozenset("\n.;!?|:\u2022")
_OF_FOOD = frozenset({"oz"})  # an ounce of something is no serving of a product
_UNKNOWN_WORDS = 2
_NEAR = 5
_NO_WITNESS = MEASURES | {"litre"}
_BEARS_OUT = frozenset({"units", "name", "sections", "brands", "unit_words", "kinds"})


def is_only_told(
    tokens: list[Token], statements: list[Statement], best: Decimal | None, judged: Mention | None
) -> bool:
    """Whether every statement of this amount is told without a witness; judged: the serving decided on."""
    told = False
    places = {token.start: place for place, token in enumerate(tokens)}
    for statement in statements:
        if not statement.columns or statement.columns[0].mg != best:
            continue
        amount = statement.columns[0]
        serving = amount.serving
        at = places.get(amount.start)
        if at is not None and amount.percent is None and _is_to_be_taken(tokens, at, serving or judged):
            told = True
            continue
        if at is None or amount.percent is not None or tokens[at].kind == LISTED:
            return False
        if any(_bears_out(tokens, one, min(at, statement.place)) for one in (serving, judged)):
            return False
        place = statement.place
        if at < place and not (
            _is_told(tokens, at, place) or _is_in_food(tokens, place) or _is_headed(tokens, at, serving)
        ):
            return False
        if at > place and not (_is_told_of(tokens, place, at) or _is_in_food(tokens, at)):
            return False
        told = True
    return told


def _is_to_be_taken(tokens: list[Token], at: int, serving: Mention | None) -> bool:
    """«dosage: 400 mg magnesium», «8 g salt + 600 mg magnesium»: what somebody takes, and no serving beside it."""
    if serving is not None:
        return False
    if tokens[at].kind == MIXED:
        return True
    near = [token for token in tokens[max(at - _NEAR, 0) : at] if token.text not in "'\""]
    head = near[-2] if len(near) > 1 and near[-1].text == ":" else None
    return head is not None and (head.key == "take" or (head.section == "units" and head.key == "serving"))


def _bears_out(tokens: list[Token], serving: Mention | None, place: int) -> bool:
    """Whether a serving of counted pieces was printed for amounts; one that only directions give must stand above."""
    if serving is None or serving.weak or serving.unit in NO_PIECES:
        return False
    counted = any(token.section == "units" for token in tokens[serving.place : serving.end])
    return counted or serving.place < place


def _is_told(tokens: list[Token], at: int, name: int) -> bool:
    """Whether unknown words lead to the amount at this place, and nothing of the product."""
    unknown = 0
    verb = False
    place = at - 1
    counted = False
    while place >= 0 and tokens[place].text not in _ENDS:
        token = tokens[place]
        if token.section == "word" and token.key == "product":
            return unknown > _UNKNOWN_WORDS and not verb  # «this product is in no way one of 300 mg magnesium»
        if token.section in _BEARS_OUT and token.key not in _NO_WITNESS and token.text != "l":
            return isinstance(token.name, Name) and token.name.role == "denied"
        verb = verb or (token.section == "serving" and token.key == "contains") or token.section == "of_which"
        counted = counted or (unknown > 0 and (token.section in ("number", "quantity") or token.role == "serving"))
        unknown += token.section in ("word", "directions", "nutrients") and len(token.text) > 1
        place -= 1
    of_a_day = _is_of_a_day(tokens, name)
    headed = place > 0 and place == at - 1 and _is_unknown_head(tokens, place) and of_a_day
    one = unknown > 0 and (verb or counted or of_a_day or _goes_on(tokens, name))
    return headed or one or unknown >= _UNKNOWN_WORDS


def _is_unknown_head(tokens: list[Token], colon: int) -> bool:
    """«Consigliati: …»: a word that we do not know, alone before a colon."""
    word = tokens[colon - 1]
    alone = colon == 1 or tokens[colon - 2].text in _ENDS
    return tokens[colon].text == ":" and alone and word.section == "word" and word.key != "product"


def _is_of_a_day(tokens: list[Token], name: int) -> bool:
    """«… magnesium per dag», «… di magnesio al giorno»: nothing but the day follows the name."""
    return any(token.key in ("date", "daily", DAY) for token in tokens[name + 1 : name + 1 + _UNKNOWN_WORDS])


def _goes_on(tokens: list[Token], name: int) -> bool:
    """«Streef naar 300 mg magnesium voor de nacht»: whether words that we do not know follow the name, and no piece."""
    unknown = 0
    for token in tokens[name + 1 :]:
        if token.text in _ENDS or token.section in ("percent", "quantity", "aside"):
            break
        if token.section in _BEARS_OUT or token.key == "product":
            return False
        unknown += token.section == "word" and len(token.text) > 1
    return unknown > 0


def _is_told_of(tokens: list[Token], name: int, at: int) -> bool:
    """«De dagnorm voor magnesium bedraagt 375 mg»: the name stands in the middle of a sentence we do not know."""
    before = tokens[name - 1] if name else None
    if before is None or not (before.votes or before.section in ("connectors", "fillers", "word")):
        return False
    between = tokens[name + 1 : at]
    said = any(token.section in ("fillers", "of_which") and token.text not in _ENDS for token in between)
    if not (before.votes or before.section in ("connectors", "fillers")) and not said:
        return False  # «Vitalia Magnesium 300 mg»: a name and its number
    unknown = sum(token.section == "word" and len(token.text) > 1 for token in between)
    place = name - 1
    while place >= 0 and tokens[place].text not in _ENDS:
        token = tokens[place]
        if (token.section == "word" and token.key == "product") or token.section in _BEARS_OUT:
            return False
        unknown += token.section == "word" and len(token.text) > 1 and not token.votes
        place -= 1
    return unknown >= _UNKNOWN_WORDS or (unknown > 0 and said)


def _is_in_food(tokens: list[Token], name: int) -> bool:
    """«28 mg magnesium in een banaan», «… par banane»: what it is in is counted, and is no piece of a product."""
    for at in range(name + 1, min(name + _NEAR, len(tokens) - 1)):
        token, following = tokens[at], tokens[at + 1]
        per = token.section == "serving" and token.key == "per" and following.section in ("word", "units")
        if per and not _is_of_product(tokens, name):
            return following.key in _OF_FOOD or (following.section == "word" and following.key != "product")
        if token.section in ("count", "number") or (len(token.text) == 1 and token.text.isalpha()):
            return following.section in ("word", "nutrients") and following.key != "product"
        if token.section not in ("serving", "connectors", "fillers", "word") or token.text in _ENDS:
            return False
    return False


def _is_of_product(tokens: list[Token], place: int) -> bool:
    """Whether the sentence around this place speaks of «this product», «our formula»."""
    while place and tokens[place - 1].text not in _ENDS:
        place -= 1
        if tokens[place].section == "word" and tokens[place].key == "product":
            return True
    return False


def _is_weighed_thing(tokens: list[Token], closing: int) -> bool:
    """«Kikkererwten (150 g): …»: a word that is no piece of a product, with its weight in brackets."""
    place = closing - 1
    while place > 0 and closing - place < _NEAR and tokens[place].text not in BRACKETS_OPEN:
        place -= 1
    inside = tokens[place + 1 : closing]
    weighed = any(token.key == "g" or token.key in MEASURES for token in inside)
    thing = tokens[place - 1] if place else None
    return weighed and thing is not None and thing.section in ("word", "nutrients") and thing.key != "product"


def _is_headed(tokens: list[Token], at: int, serving: Mention | None) -> bool:
    """«1 banaan: 28 mg magnesium»: a counted thing that is no piece of a product stands before the amount."""
    if at < 2 or tokens[at - 1].text not in ":=":
        return False
    if serving is not None and tokens[at - 2].section == "word" and tokens[at - 2].key != "product":
        return True  # «Kürbiskerne: 535 mg Magnesium pro 100 g»
    if at < 3:
        return False
    if tokens[at - 2].text in BRACKETS_CLOSE and (serving is None or serving.unit in NO_PIECES):
        return _is_weighed_thing(tokens, at - 2)
    thing, count = tokens[at - 2], tokens[at - 3]
    counted = count.section in ("count", "number", "aside", "quantity") or count.key == "g"
    return thing.section == "word" and thing.key != "product" and counted
