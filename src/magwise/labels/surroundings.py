"""What a number stands in: an advice, a limit, a study, a price, a question. Such a number states no content.

Roles are given before amounts are put to names, so that no later step can take such a number for magnesium. Each rule
is a small function over one sentence; the words are those of the section `context` of the term files.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal

from msgspec import Struct

from magwise.labels.columns import MOLAR
from magwise.labels.counts import MEASURES, Mention
from magwise.labels.label import NumberRole
from magwise.labels.lexicon import Lexicon
from magwise.labels.lists import joins_either, joins_list
from magwise.labels.substances import BRACKETS_CLOSE, BRACKETS_OPEN, OTHERS, Name
from magwise.labels.tokens import Token

_ENDS = frozenset("\n.!?;\u2022")
_QUOTES = frozenset("\"'«“”„‘’")
_MONEY = frozenset("€$£")
_STARS = frozenset("★☆⭐")
_HEEDED_MARKS = _MONEY | _STARS | {"?"}
_AMOUNTS = frozenset({"quantity", "range"})
_NUMBERS = frozenset({"quantity", "range", "number", "percent"})
_NEAR = 3
_LIMIT_REACH = 6
_ADVICE_REACH = 16
_PERSON_REACH = 4
_ABBREVIATED = 4
_ROUND = frozenset(map(Decimal, (1, 10, 50, 100, 200, 250, 500, 1000)))
_PACK_MG = Decimal(20_000)
_PER_HUNDRED = 100
_MG_IN_GRAM = 1000
_CHOICE = 3
_FEWEST = 2
_HUNDRED = Decimal(100)
_EXAMPLE_LINES = 4
_LONGEST_SENTENCE = 60
_LONGEST_EXAMPLE = 120
GENERIC = "generic"  # the kind of an amount that is told of any product


class Rival(Struct, frozen=True):
    """Amounts of which nobody can say which one counts: a choice of strengths, two groups of people. In mg."""

    finding: str
    low: Decimal
    high: Decimal
    place: int


class Sentence(Struct):
    """A sentence: the places of its first token, behind its last, of its amounts; kinds: what its words are about."""

    start: int
    end: int
    asked: bool
    kinds: dict[str, list[int]]
    amounts: list[int]


def set_aside(tokens: list[Token], mentions: list[Mention], keys: set[str], lexicon: Lexicon) -> list[Rival]:
    """Gives every number that states no content its role and takes it out of reach; returns what is left to choose.

    keys: of all tokens.
    """
    rivals: list[Rival] = []
    _basis(tokens, mentions)
    if any(token.section in _AMOUNTS for token in tokens):
        if "example" in keys:
            _examples(tokens)
        for sentence in _sentences(tokens, lexicon):
            if sentence.kinds or sentence.asked:
                for rule in _RULES:
                    rule(tokens, sentence, mentions)
            _generic(tokens, sentence, lexicon)
            rivals += [*_persons(tokens, sentence), *_choices(tokens, sentence, mentions)]
    _packs(tokens, mentions)
    return rivals


def leave_neighbours(tokens: list[Token], mentions: list[Mention], keys: set[str], texts: set[str]) -> list[Mention]:
    """Takes out what stands behind «customers also bought» and the lines of other products; returns what is left.

    Only where the text has an amount of magnesium before: a page may begin with its navigation. keys, texts: of all
    tokens.
    """
    priced = not texts.isdisjoint(_MONEY)
    if not priced and "neighbours" not in keys:
        return mentions
    stated = False
    cut = len(tokens)
    for place, token in enumerate(tokens):
        if token.section == "name" and not stated:
            stated = any(near.section in _AMOUNTS for near in tokens[max(place - _NEAR, 0) : place + _LIMIT_REACH])
        elif stated and token.section == "word" and token.key == "neighbours":
            cut = place
            break
    _leave(tokens, cut, len(tokens))
    if priced and any(token.text in _MONEY for token in tokens[:cut]):
        _leave_offers(tokens, cut)
    return [mention for mention in mentions if mention.place < cut]


def _leave(tokens: list[Token], start: int, end: int) -> None:
    for token in tokens[start:end]:
        if token.section in _AMOUNTS:
            _take(token, "other_product")
        elif isinstance(token.name, Name) and token.name.role != "excipient":
            token.name.role = "denied"


def _leave_offers(tokens: list[Token], end: int) -> None:
    """«Magnesium Citraat 300 mg 90 tabletten € 12,95»: the line of an offer, where another line is a row of a panel."""
    lines: list[tuple[int, int]] = []
    start = 0
    for place in range(end + 1):
        if place == end or tokens[place].text == "\n":
            lines.append((start, place))
            start = place + 1
    rows = [line for line in lines if _is_row(tokens, *line)]
    if not rows:
        return
    for first, last in lines:
        money = any(token.text in _MONEY for token in tokens[first:last])
        named = any(isinstance(token.name, Name) and token.name.substance is not None for token in tokens[first:last])
        if money and named and first > rows[0][0] and (first, last) not in rows:
            _leave(tokens, first, last)


def _is_row(tokens: list[Token], start: int, end: int) -> bool:
    """Whether a line prints magnesium with its percent."""
    sections = {token.section for token in tokens[start:end]}
    return {"name", "quantity", "percent"} <= sections


def _sentences(tokens: list[Token], lexicon: Lexicon) -> Iterator[Sentence]:
    """The sentences that hold an amount, with what their words are about."""
    start = 0
    kinds: dict[str, list[int]] = {}
    amounts: list[int] = []
    total = len(tokens)
    for place, token in enumerate(tokens):
        section, text = token.section, token.text
        if section == "word":
            if token.key:
                kinds.setdefault(token.key, []).append(place)
            continue
        if section in _AMOUNTS:
            amounts.append(place)
        elif section in ("reference", "advice", "negations"):
            kinds.setdefault(section, []).append(place)
        elif section == "mark":
            if text in _HEEDED_MARKS:
                kinds.setdefault("money" if text in _MONEY else "review" if text in _STARS else text, []).append(place)
            if text in _ENDS and not _is_abbreviation(tokens, place):
                if amounts:
                    yield Sentence(start, place, text == "?" and _asks(tokens, start, place, lexicon), kinds, amounts)
                start, kinds, amounts = place + 1, {}, []
    if amounts:
        yield Sentence(start, total, False, kinds, amounts)


def _is_abbreviation(tokens: list[Token], place: int) -> bool:
    """«ca. 200 mg», «vit. C»: a dot that ends no sentence."""
    if tokens[place].text != "." or not place or place + 1 >= len(tokens):
        return False
    before, after = tokens[place - 1], tokens[place + 1]
    short = before.end == tokens[place].start and before.text.isalpha() and len(before.text) < _ABBREVIATED
    return short and before.section not in ("mass", "units") and after.section not in ("name", "serving", "mark")


def _asks(tokens: list[Token], start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a sentence with a question mark is a question and no misread print: it has words that we do not know."""
    words = 0
    for token in tokens[start:end]:
        if "ask" in lexicon.context.get(token.text, ()) or token.key == "same":
            return True
        words += token.section == "word" and len(token.text) > 1
    if words >= _NEAR:
        return True
    # «350 mg di magnesio al giorno sono troppi?»: a word right before the mark, which no scanner put between digits.
    last = tokens[end - 1]
    closed = end + 1 < len(tokens) and tokens[end + 1].text in BRACKETS_CLOSE
    return words > 0 and not closed and last.section in ("word", "name", "advice") and len(last.text) > 1


def _amounts(tokens: list[Token], sentence: Sentence) -> list[int]:
    """The places of the amounts that are not set aside."""
    return [place for place in sentence.amounts if tokens[place].section in _AMOUNTS]


def _take(token: Token, role: NumberRole) -> None:
    """Takes a number out of reach of the names."""
    token.role, token.section = role, "aside"


def _has_percent(tokens: list[Token], place: int, compound: Token | None = None) -> bool:
    """Whether a percent stands right behind an amount: a row of a panel.

    compound: a mass that the amount is said to be in; a percent that is only its share there is none.
    """
    for token in tokens[place + 1 : place + 1 + _NEAR + (compound is not None)]:
        if token.section == "percent":
            return not (compound is not None and _is_share(tokens[place], compound, token))
        if token.section not in ("mark", "name", "elemental") or token.text in (".", ";", "\n"):
            return False
    return False


def _is_share(part: Token, whole: Token, percent: Token) -> bool:
    """Whether a percent is the part of a mass that an amount is: «500 mg citrate gives about 80 mg (16 %)»."""
    if not part.value or not whole.value or percent.value is None:
        return False
    return abs(part.value * _HUNDRED / whole.value - percent.value) <= 1


def _basis(tokens: list[Token], mentions: list[Mention]) -> None:
    """«per 100 g magnesium 120 mg», «per scoop 4 g magnesium 300 mg»: what stands behind «per» is what it is for."""
    total = len(tokens)
    for number, mention in enumerate(mentions):
        inside = tokens[mention.place : mention.end]
        if mention.weak or any(token.section == "name" for token in inside):
            continue
        for token in inside:
            if token.section == "quantity" and token.key in ("g", "kg", "?"):
                _take(token, "serving")
        at = mention.end
        bracket = at < total and tokens[at].text in BRACKETS_OPEN
        at += bracket
        if at + 2 >= total or tokens[at].section != "quantity" or tokens[at].key != "g":
            continue
        following = at + 1 + (tokens[at + 1].text in BRACKETS_CLOSE)
        name = tokens[following].name if following < total else None
        if isinstance(name, Name) and (name.substance is None or not bracket) and _amount_ahead(tokens, following + 1):
            _take(tokens[at], "serving")
            if mention.unit == "serving":
                grams = (tokens[at].value or Decimal(0)) / _MG_IN_GRAM
                mentions[number] = mention._replace(count=grams, unit="g", end=following)


def _amount_ahead(tokens: list[Token], place: int) -> bool:
    """Whether an amount stands behind a name, over its brackets."""
    for token in tokens[place : place + 8]:
        if token.section == "quantity":
            return True
        if token.section in OTHERS or token.text in (".", "\n", ";"):
            return False
    return False


def _denied(tokens: list[Token], sentence: Sentence, mentions: list[Mention]) -> None:
    """«is geen 800 mg magnesium», «are NOT 600 mg»."""
    for place in sentence.kinds.get("negations", ()):
        for at in range(place + 1, min(place + _NEAR + 2, sentence.end)):
            if tokens[at].section in _AMOUNTS:
                _take(tokens[at], "denied")
                break
            if tokens[at].section not in ("word", "fillers", "connectors", "serving", "of_which"):
                break


def _asked(tokens: list[Token], sentence: Sentence, mentions: list[Mention]) -> None:
    """«Is 350 mg bisglycinate the same as 350 mg magnesium?»: what is asked is not said. Compounds keep their mass."""
    same = sentence.kinds.get("same", [])
    if not sentence.asked and not same:
        return
    for place in _amounts(tokens, sentence):
        behind = bool(same) and place > same[0]
        if (
            (sentence.asked or behind)
            and not _has_percent(tokens, place)
            and (behind or not _is_of_compound(tokens, place))
        ):
            _take(tokens[place], "question")


def _is_of_compound(tokens: list[Token], place: int) -> bool:
    """Whether the name nearest to an amount is that of a compound."""
    for reach in (range(place + 1, place + 1 + _NEAR), range(place - 1, place - 1 - _LIMIT_REACH, -1)):
        for at in reach:
            if not 0 <= at < len(tokens) or tokens[at].section in _NUMBERS:
                break
            name = tokens[at].name
            if isinstance(name, Name):
                return name.substance is not None
            if tokens[at].section == "anions":
                return True
    return False


def _advised(tokens: list[Token], sentence: Sentence, mentions: list[Mention]) -> None:
    """«ADH magnesium: 350 mg», «recommended: 320 mg a day», «max. 250 mg»: what people should get or may take."""
    kinds = sentence.kinds
    if not kinds.keys() & {"advice", "limit", "reference"}:
        return
    for place in _amounts(tokens, sentence):
        if _has_percent(tokens, place) or tokens[place].role:
            continue
        role = _advice_before(tokens, sentence, place) or _advice_behind(tokens, sentence, place)
        if role:
            _take(tokens[place], role)


def _advice_before(tokens: list[Token], sentence: Sentence, place: int) -> NumberRole | None:
    """The role that a word before an amount gives it; empty where a serving or a content stands between."""
    for at in range(place - 1, max(place - _ADVICE_REACH, sentence.start) - 1, -1):
        token = tokens[at]
        section = token.section
        if section == "advice" or (section == "word" and token.key == "advice"):
            return "advice"
        if section == "word" and token.key == "limit" and place - at <= _LIMIT_REACH:
            return "limit"
        if section == "reference" and _names_intake(tokens, at):
            return "reference"
        if section == "units" and token.key not in MEASURES:
            return None
        if section in ("percent", "of_which", "sections") or token.text == "|":
            return None
        if section == "serving" and token.key in ("contains", "containing", "size"):
            return None
    return None


def _names_intake(tokens: list[Token], place: int) -> bool:
    """Whether a reference intake is named for itself and not as the unit of a percent: «RI: 375 mg», not «% RI»."""
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if after is not None and (after.section == "percent" or after.text == "%" or after.text in BRACKETS_CLOSE):
        return False
    for at in range(place - 1, max(place - _LIMIT_REACH, -1), -1):
        token = tokens[at]
        if token.section == "percent" or token.text in ("%", "|"):
            return False
        if token.text in _ENDS or token.section not in ("reference", "fillers", "connectors", "mark", "word"):
            return True
    return True


def _advice_behind(tokens: list[Token], sentence: Sentence, place: int) -> NumberRole | None:
    """«375 mg is de RI», «360 mg per day is recommended»."""
    linked = False
    for at in range(place + 1, min(place + _LIMIT_REACH + _NEAR, sentence.end)):
        token = tokens[at]
        section = token.section
        if section == "word" and token.key == "advice":
            return "advice"
        if section == "reference" and linked and not _is_percent_near(tokens, at):
            return "reference"
        if section in _NUMBERS or section in OTHERS or (section == "units" and token.key not in MEASURES):
            return None
        if token.text in (",", ":", "|", "(", "*"):
            return None
        linked = linked or section == "fillers"
    return None


def _is_percent_near(tokens: list[Token], place: int) -> bool:
    return any(token.section == "percent" or token.text == "%" for token in tokens[place + 1 : place + 1 + _NEAR])


def _told_elsewhere(tokens: list[Token], sentence: Sentence, mentions: list[Mention]) -> None:
    """What a study gave, a buyer takes, another brand or a food holds, and what a price is for."""
    kinds = sentence.kinds
    told: tuple[tuple[str, NumberRole], ...] = (
        ("study", "study"),
        ("review", "dosage"),
        ("others", "other_product"),
        ("contrast", "other_product"),
    )
    for kind, role in told:
        if kind in kinds:
            for place in _amounts(tokens, sentence):
                if not _has_percent(tokens, place):
                    _take(tokens[place], role)
    food = [place for place in kinds.get("food", ()) if _is_portion_of_food(tokens, place)]
    if food:
        for place in _amounts(tokens, sentence):
            pieces = any(
                tokens[at].section == "units" and tokens[at].key not in MEASURES for at in range(sentence.start, place)
            )
            if not pieces and not _has_percent(tokens, place):
                _take(tokens[place], "food")
    if "money" in kinds or "price" in kinds:
        pieces = any(
            token.section == "units" and token.key not in MEASURES for token in tokens[sentence.start : sentence.end]
        )
        for place in _amounts(tokens, sentence):
            before = tokens[place - 1] if place > sentence.start else None
            per = before is not None and ((before.section == "serving" and before.key == "per") or before.text == "/")
            if per or (not pieces and not _has_percent(tokens, place) and _is_priced(tokens, sentence, place)):
                _take(tokens[place], "price")


def _generic(tokens: list[Token], sentence: Sentence, lexicon: Lexicon) -> None:
    """«A 500 mg pill gives 55 mg», «een capsule van 500 mg citraat bevat slechts 75 mg»: any product, and not this one.

    Told by «a» before a mass, alone or as that of a piece: a product says «each», «one» or nothing.
    """
    heavy: Token | None = None
    places = _amounts(tokens, sentence)
    if len(places) < _FEWEST:
        return
    for place in places:
        if heavy is None:
            indefinite = _is_indefinite(tokens, sentence, place, lexicon) or _is_rounded(tokens, sentence, place)
            heavy = tokens[place] if indefinite else None
        elif not _has_percent(tokens, place, heavy) and not _is_of_compound(tokens, place):
            for token in (heavy, tokens[place]):
                _take(token, "other_product")
                token.kind = GENERIC


def _is_rounded(tokens: list[Token], sentence: Sentence, place: int) -> bool:
    """«Magnesium citrate 500 mg contains about 80 mg magnesium»: «about» behind the verb, and no piece of a product."""
    if sentence.end - sentence.start > _LONGEST_SENTENCE:
        return False
    span = tokens[sentence.start : sentence.end]
    if not _is_of_compound(tokens, place) or any(token.section in ("units", "percent") for token in span):
        return False
    verb = False
    for at in range(place + 1, sentence.end):
        token = tokens[at]
        verb = verb or (token.section == "serving" and token.key == "contains")
        if token.section in _AMOUNTS:
            before = tokens[at - 1]
            return verb and (before.text == "~" or before.section == "fillers" or before.key == "about")
    return False


def _is_indefinite(tokens: list[Token], sentence: Sentence, place: int, lexicon: Lexicon) -> bool:
    """Whether «a» stands before a mass: «a 500 mg pill», «a capsule of 500 mg»."""
    at = place - 1
    if at > sentence.start and tokens[at].text in _QUOTES:
        at -= 1
    of = ("fillers", "connectors", "word")
    thing = tokens[at - 1] if at - 1 > sentence.start else None
    if thing is not None and tokens[at].section in of and (thing.section == "units" or thing.key == "product"):
        at -= 2
    if at < sentence.start or lexicon.counts.get(tokens[at].text) != "1" or tokens[at].text.isdigit():
        return False
    if tokens[place].key not in ("mg", "g"):
        return False
    for token in tokens[place + 1 : place + 2 + _NEAR]:
        name = token.name
        if token.section in ("units", "anions") or (isinstance(name, Name) and name.substance is not None):
            return True
        if token.section in _NUMBERS or token.text in _ENDS:
            return False
    return False


def _examples(tokens: list[Token]) -> None:
    """«For example, a label might say: …»: the amounts of an example, with the lines below its colon."""
    last = 0
    for place, token in enumerate(tokens):
        if token.section != "word" or token.key != "example" or place < last:
            continue
        last, lines = place, 0
        while last < min(len(tokens), place + _LONGEST_EXAMPLE) and lines <= _EXAMPLE_LINES:
            text = tokens[last].text
            if (text == "\n" and tokens[last - 1].text != ":" and not lines) or (text in ".!?" and not lines):
                break
            lines += text == "\n"
            last += 1
        for near in tokens[place:last]:
            if near.section in _AMOUNTS:
                _take(near, "other_product")
                near.kind = GENERIC


def _is_priced(tokens: list[Token], sentence: Sentence, place: int) -> bool:
    """«100 mg magnesium kost € 0,05»: a small sum of money and a round amount, in one sentence without pieces."""
    money = [*sentence.kinds.get("money", ()), *sentence.kinds.get("price", ())]
    near = min(abs(place - at) for at in money)
    return near <= _LIMIT_REACH + _NEAR and tokens[place].value in _ROUND


def _is_portion_of_food(tokens: list[Token], place: int) -> bool:
    """«1 banaan», «100 g amandelen», «een handje noten», «almonds: 270 mg»."""
    if place and tokens[place - 1].role == "other_nutrient":
        return False  # «130 mg lentils 25 mg magnesium»: an item of the list
    for token in tokens[max(place - _NEAR, 0) : place]:
        if token.section in ("number", "count", "quantity", "aside", "half"):
            return True
    for after in tokens[place + 1 : place + _LIMIT_REACH]:
        if after.role == "serving" and after.key == "g":
            return True  # «oat flakes, plain, in 100 g contain: …»
        if after.text in _ENDS or after.section in _AMOUNTS:
            return False
    for after in tokens[place + 1 : place + _NEAR]:
        if after.text == "=" or after.section == "of_which" or (after.section == "serving" and after.key == "contains"):
            return True
    return False


_RULES: tuple[Callable[[list[Token], Sentence, list[Mention]], None], ...] = (
    _denied,
    _asked,
    _told_elsewhere,
    _advised,
)


def _persons(tokens: list[Token], sentence: Sentence) -> Iterator[Rival]:
    """«240 mg (adults) / 120 mg (children)»: an amount for each group of people, and none for everybody."""
    places = sentence.kinds.get("persons", ())
    if len(places) < 2:
        return
    found: dict[int, int] = {}
    for place in _amounts(tokens, sentence):
        for at in range(place + 1, min(place + _PERSON_REACH, sentence.end)):
            if at in places:
                found[place] = at
                break
            if tokens[at].section in _NUMBERS or tokens[at].section == "units":
                break
    for place in _amounts(tokens, sentence):
        if place not in found and any(place - _PERSON_REACH < at < place for at in places):
            found[place] = place
    values = {tokens[place].value for place in found}
    if len(found) < 2 or len(values) < 2:
        return
    yield _rival("two_groups", tokens, sorted(found))


def _rival(finding: str, tokens: list[Token], places: list[int], most: Decimal | None = None) -> Rival:
    masses = [tokens[place].value or Decimal(0) for place in places]
    for place in places:
        _take(tokens[place], "unknown")
    return Rival(finding, min(masses), most or max(masses), places[0])


def _choices(tokens: list[Token], sentence: Sentence, mentions: list[Mention]) -> Iterator[Rival]:
    """«Available in 130 mg and 260 mg magnesium», «90 mg / 180 mg / 270 mg», «120 mg + 120 mg»."""
    if len(sentence.amounts) < _FEWEST:
        return
    run: list[int] = []
    joints: list[str] = []
    for place in (*_amounts(tokens, sentence), -1):
        if run and place - run[-1] == 2 and _is_joint(tokens[run[-1] + 1]) and tokens[place].key == tokens[run[-1]].key:
            joints.append(tokens[run[-1] + 1].text)
            run.append(place)
            continue
        if len(run) > 1:
            yield from _choice(tokens, sentence, mentions, run, joints)
        run, joints = ([place] if place >= 0 and tokens[place].section == "quantity" else []), []


def _is_joint(token: Token) -> bool:
    return joins_list(token) or joins_either(token) or token.key == "or"


def _choice(
    tokens: list[Token], sentence: Sentence, mentions: list[Mention], run: list[int], joints: list[str]
) -> Iterator[Rival]:
    first, last = run[0], run[-1]
    masses = [tokens[place].value or Decimal(0) for place in run]
    if tokens[first].key in MOLAR or not _beside_element(tokens, first, last) or _has_percent(tokens, last):
        return
    if set(joints) == {"+"}:
        yield _rival("amounts_with_plus", tokens, run, sum(masses, Decimal(0)))
        return
    if len(set(masses)) < len(masses):
        return
    columns = sum(1 for mention in mentions if not mention.weak) >= len(run)
    chosen = "choice" in sentence.kinds
    if chosen or (not columns and (len(run) >= _CHOICE or _joined_by_word(joints))):
        yield _rival("several_strengths", tokens, run)


def _joined_by_word(joints: list[str]) -> bool:
    return any(joint.isalpha() for joint in joints)


def _beside_element(tokens: list[Token], first: int, last: int) -> bool:
    """Whether magnesium itself, and no list with other nutrients, stands beside these amounts."""
    for at in range(first - 1, max(first - _LIMIT_REACH, -1), -1):
        if tokens[at].section in OTHERS:
            return False
        if tokens[at].text == "\n":
            break
        if tokens[at].section == "name":
            before = tokens[at - 1] if at else None
            return before is None or (not joins_list(before) and before.section not in OTHERS)
    for token in tokens[last + 1 : last + 1 + _NEAR]:
        if token.section == "name":
            return True
        if token.section not in ("elemental", "connectors", "fillers"):
            return False
    return False


def _packs(tokens: list[Token], mentions: list[Mention]) -> None:
    """«Magnesium citrate powder 400 g»: so much is a pack, unless the text counts per 100 g before it."""
    heavy = [
        place
        for place, token in enumerate(tokens)
        if token.section == "quantity" and token.key in ("g", "kg") and (token.value or 0) >= _PACK_MG
    ]
    if not heavy:
        return
    hundred = min(
        (mention.place for mention in mentions if mention.unit in ("g", "ml") and mention.count >= _PER_HUNDRED),
        default=len(tokens),
    )
    for place in heavy:
        token = tokens[place]
        if place >= hundred:
            return
        if not _has_percent(tokens, place) and not _is_in_panel(tokens, place, mentions):
            _take(token, "pack")


def _is_in_panel(tokens: list[Token], place: int, mentions: list[Mention]) -> bool:
    """Whether a serving stands before the amount on its line: «Per tablet: magnesium 200 g» is a slip, no pack."""
    start = place
    while start and tokens[start - 1].text != "\n":
        start -= 1
    return any(start <= mention.place < place for mention in mentions if not mention.weak)
