"""What the printed amounts belong to: «per 2 tabletten», «Serving size: 1 scoop», «Elke capsule bevat»."""

from decimal import Decimal

from magwise.labels.counts import DAY, MEASURES, Counted, Mention, count_and_unit, make_mention
from magwise.labels.directions import dosage_of_day, find_directed, pieces_a_day, serving_of_directions
from magwise.labels.headings import is_heading
from magwise.labels.heads import find_heads
from magwise.labels.lexicon import OF, STRENGTH
from magwise.labels.lists import joins_either, joins_with
from magwise.labels.substances import OTHERS, Name
from magwise.labels.tokens import Token

_SAME = frozenset("=/")
_LINE = 40
_OTHER_PERSON = 9
_VERB_REACH = 7
_IN_A_SERVING = frozenset({"mark", "unit_words", "serving", "connectors", "mass"})
_PER_HUNDRED = 100
_WORDS_BEFORE = 4
_ANY_WORDS = frozenset({"word", "directions", "advice", "reference", "fillers", "connectors", "serving"})
_FEW = 8
_JOINING = 5  # words between a count of pieces and the amount of their sentence
_TWO = 2
_DAY_REACH = 9
_HEAD_REACH = 8
_COUNTED = frozenset({"number", "count", "units", "unit_words", "half"})
# What a serving can begin with.
_OPENING = _COUNTED | {"serving", "quantity", "mass", "directions"}


def find_servings(tokens: list[Token]) -> list[Mention]:
    """Every serving that the text names for its amounts, in the order of the print; directions for use are none."""
    mentions: list[Mention] = []
    directed: list[Mention] = []
    following = 0
    for place in [place for place, token in enumerate(tokens) if token.section in _OPENING]:
        if place < following:
            continue
        counted = tokens[place].section in _COUNTED
        found = _counted_serving(tokens, place) if counted else _named_serving(tokens, place)
        if found is not None:
            mentions.append(found)
            following = found.end
            continue
        taken = find_directed(tokens, place) if counted else None
        if taken is not None:
            directed.append(taken)
            following = taken.end
    return _settle(mentions, directed, tokens)


def directed_serving(tokens: list[Token]) -> Mention | None:
    """The one serving that directions for use speak of: «take 2 capsules daily»; None where they leave a choice.

    It is what a text without an amount counts in.
    """
    found: list[Mention] = []
    place = 0
    while place < len(tokens):
        taken = find_directed(tokens, place) if tokens[place].section in _COUNTED else None
        if taken is not None:
            found.append(taken)
        place = place + 1 if taken is None else taken.end
    one = len({(mention.count, mention.unit) for mention in found}) == 1
    return found[0] if one and not any(mention.several for mention in found) else None


def _named_serving(tokens: list[Token], place: int) -> Mention | None:
    """The serving that a word («per», «serving size», «a day»), an amount or a unit at this place begins."""
    token = tokens[place]
    section, key = token.section, token.key
    if section == "serving":
        if key == "size":
            return _size_line(tokens, place)
        if key in ("per", "each"):
            return _per(tokens, place)
        if key == "day":
            return _day(tokens, place, place + 1)
        return _date(tokens, place) if key == "date" else None
    if section == "directions":
        return _daily(tokens, place)
    if section == "mass":
        return _heading(tokens, place) if is_heading(tokens, place) else None
    found = _slash(tokens, place) or _strength(tokens, place)
    if found is None and key == "g" and token.value == _PER_HUNDRED * 1000:
        found = _contains(tokens, place) or _hundred(tokens, place)  # «100 g enthalten»
    return found


def _counted_serving(tokens: list[Token], place: int) -> Mention | None:
    """The serving that a count or a piece at this place begins."""
    found = _contains(tokens, place) or _cell(tokens, place) or _portion(tokens, place) or _head(tokens, place)
    piece = tokens[place].section in ("units", "unit_words")
    if found is None and piece and place and (tokens[place - 1].section == "name" or _has_strength(tokens, place)):
        return _form_after_name(tokens, place)
    return found


def _has_strength(tokens: list[Token], place: int) -> bool:
    """«Chewable tablet, strength: 360 mg»: a dosage form with the head of its strength behind it."""
    near = [token for token in tokens[place + 1 : place + 5] if token.text not in "\n:,."]
    return len(near) > 1 and near[0].joins & STRENGTH > 0 and near[1].section == "quantity"


def _settle(mentions: list[Mention], directed: list[Mention], tokens: list[Token]) -> list[Mention]:
    """The servings with those of heads, without what only points back, and with the pieces that directions tell."""
    known = [mention for mention in mentions if not mention.weak and mention.unit != "serving"]
    heads = find_heads(tokens, known) if not known or any(token.text == "\n" for token in tokens) else []
    if heads:
        mentions = sorted([*mentions, *heads], key=lambda mention: mention.place)
    if any(mention.unit != "serving" and not _is_measure(mention) and not mention.weak for mention in mentions):
        # «Serving size: 2 capsules … amount per serving»: the second only points back.
        mentions = [mention for mention in mentions if mention.unit != "serving"]
    if any(mention.unit == DAY for mention in mentions):
        return _pieces_of_day(mentions, directed, tokens)
    if directed and not any(mention.unit != "serving" for mention in mentions):
        mentions += serving_of_directions(directed, tokens)
    return mentions


def _pieces_of_day(mentions: list[Mention], directed: list[Mention], tokens: list[Token]) -> list[Mention]:
    """The servings with the pieces of a day where the text says how many are taken in a day."""
    counted = [mention for mention in mentions if mention.unit not in (DAY, "serving") and not mention.weak]
    if counted:
        days = [mention for mention in counted if any(t.key == DAY for t in tokens[mention.place : mention.end])]
        of_day = days[0] if days else None
    else:
        of_day = pieces_a_day(directed or dosage_of_day(tokens), tokens)
    if of_day is None:
        return mentions
    return [
        mention._replace(count=of_day.count, unit=of_day.unit, several=of_day.several)
        if mention.unit == DAY
        else mention
        for mention in mentions
    ]


def _is_measure(mention: Mention) -> bool:
    """Whether this is a column per 100 g or 100 ml, beside which «per serving» says something new."""
    return mention.unit in ("g", "ml") and mention.count >= _PER_HUNDRED


def _size_line(tokens: list[Token], place: int) -> Mention | None:
    """All servings named in the line of «Serving size»; a second one that is no translation makes it several."""
    return _line(tokens, place, place + 1)


def _line(tokens: list[Token], place: int, at: int) -> Mention | None:
    first: Counted | None = None
    several = False
    depth = 0
    for _ in range(_LINE):
        if at >= len(tokens):
            break
        token = tokens[at]
        text = token.text
        if text == ";" and first is not None and _names_another(tokens, at, first):
            several = True
        if text == "\n" or token.section in ("name", "sections") or (text in ".;" and first is not None):
            break
        if text in "([":
            depth += 1
        elif text in ")]":
            depth -= 1
        counted = None
        if depth == 0 and (token.section in ("number", "count", "quantity", "unit_words") or text in "½¼¾l"):
            counted = count_and_unit(tokens, at)
        if token.section == "quantity" and (token.key not in ("g", "kg", "?") or _is_content(tokens, at + 1)):
            break
        if counted is not None and counted.count is not None:
            if first is None:
                first = counted
                several = counted.several
            elif not (_says_again(tokens[at - 1]) or _is_same_measure(first, counted)):
                several = True
            at = counted.end
            continue
        if first is not None and depth == 0 and token.section not in _IN_A_SERVING:
            if token.section in ("word", "number") and at - first.end < 8:
                at += 1
                continue
            break
        at += 1
    return None if first is None else make_mention(place, Counted(first.count, first.unit, max(first.end, at), several))


def _says_again(token: Token) -> bool:
    """«1 tablet or 1 comprimé», «1 scoop = 5 g»: what stands between two ways to say a serving."""
    return joins_either(token) or token.text in _SAME


def _is_content(tokens: list[Token], at: int) -> bool:
    """«Tagesdosis: 0,18 g Magnesium»: the grams are those of the magnesium behind them."""
    while at < len(tokens) and tokens[at].section in ("elemental", "connectors"):
        at += 1
    return at < len(tokens) and tokens[at].section == "name"


def _names_another(tokens: list[Token], at: int, first: Counted) -> bool:
    """Whether the line goes on with another count of the same unit: «adults: 4 gummies; children: 2 gummies»."""
    for place in range(at + 1, min(at + _OTHER_PERSON, len(tokens))):
        if tokens[place].text in "\n.":
            return False
        if tokens[place].section in ("number", "count"):
            counted = count_and_unit(tokens, place)
            return counted is not None and counted.unit == first.unit and counted.count != first.count
    return False


def _is_same_measure(first: Counted, second: Counted) -> bool:
    """Whether the second only says the first in grams or millilitres."""
    return second.unit in ("ml", "g", "fl_oz", "oz", "serving") and first.unit != second.unit


def _per(tokens: list[Token], place: int) -> Mention | None:
    at = place + 1
    if at < len(tokens) and tokens[at].text == "." and tokens[at].start == tokens[place].end:
        at += 1  # «pr. tablet»
    if at < len(tokens) and tokens[at].text == ":":
        at += 1
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.section == "serving" and token.key in ("day", "date"):
        if token.key == "day":
            return _day(tokens, place, at + 1)
        dated = _date(tokens, at)
        return None if dated is None else dated._replace(place=min(place, dated.place))
    bracket = _bracket_behind_words(tokens, at)
    if bracket is not None:
        return make_mention(place, bracket)
    if tokens[place].text in ("in", "na") and token.section not in ("number", "count"):
        return None
    counted = count_and_unit(tokens, at)
    if counted is None:
        return None
    if counted.unit == "serving" and counted.count is None:
        inner = _inner(tokens, counted.end)
        if inner is not None:
            return make_mention(place, inner)
    mention = make_mention(place, counted)
    if mention is None:
        return None
    end = mention.end
    if counted.unit == "serving" and end + 1 < len(tokens) and _is_of(tokens[end]):
        content = count_and_unit(tokens, end + 1)
        if content is not None and content.unit != "serving" and content.count is not None:
            return make_mention(place, content)  # «per portie van 30 g», «elke portie van 2 capsules»
    if counted.unit == "ml" and _is_poured(tokens, end):
        return None  # «in 200 ml water oplossen»
    if counted.unit not in MEASURES and end + 1 < len(tokens) and _is_of(tokens[end]):
        content = count_and_unit(tokens, end + 1)
        if content is not None and content.unit in ("ml", "g") and content.count is not None:
            return mention._replace(end=content.end)  # «ampoule de 10 ml»
    if end < len(tokens) and tokens[end].text == "(" and counted.unit not in ("ml", "g"):
        # «per sachet (8 g)»: the bracket says the same again.
        closing = end
        while closing < min(end + 8, len(tokens)) and tokens[closing].text != ")":
            if tokens[closing].section in ("name", "percent"):
                return mention
            closing += 1
        inner = _inner(tokens, end)
        if inner is not None and inner.unit not in (counted.unit, "ml", "g") and counted.unit == "packet":
            return mention._replace(end=min(closing + 1, len(tokens)))
        return mention._replace(end=min(closing + 1, len(tokens))) if inner is not None else mention
    return mention


def _bracket_behind_words(tokens: list[Token], at: int) -> Counted | None:
    """«je Verzehrempfehlung (2 Kapseln)», «per daily intake (2 capsules)», «per dagdoserinq (2 capsules)»: the words
    before the bracket may be any, the bracket says how many.
    """
    last = min(at + _WORDS_BEFORE, len(tokens))
    while at < last and (tokens[at].section in _ANY_WORDS or tokens[at].key == "serving"):
        at += 1
        if at < len(tokens) and tokens[at].text in ("(", "="):
            counted = count_and_unit(tokens, at + 1)
            return counted if counted is not None and counted.count is not None else None
    return None


def _is_of(token: Token) -> bool:
    """«ampoule de 10 ml», «ampul van 10 ml», «vial of 10 ml»."""
    return token.section == "connectors" or token.joins & OF > 0


def _is_poured(tokens: list[Token], at: int) -> bool:
    """Whether a drink follows: «200 ml water», «200 ml d'eau», «250 ml lauwwarm water»."""
    return any(token.section == "liquids" for token in tokens[at : at + 3])


def _inner(tokens: list[Token], place: int) -> Counted | None:
    """«(2 tabletten)» from an opening bracket on."""
    if place < len(tokens) and tokens[place].text in ("(", "["):
        counted = count_and_unit(tokens, place + 1)
        if counted is not None and counted.count is not None:
            return counted
        if counted is not None and counted.end < len(tokens) and tokens[counted.end].text == ")":
            return counted
    return None


def _day(tokens: list[Token], place: int, at: int) -> Mention | None:
    """«dagdosering (2 tabletten)», «Tagesdosis von 3 Kapseln», «Tagesportion: …»."""
    total = len(tokens)
    inner = _inner(tokens, at)
    if inner is not None:
        return make_mention(place, inner)
    if at < total and tokens[at].text == ":":
        return _line(tokens, place, at + 1) or _bare_day(tokens, place, at)
    steps = 0
    while at < total and steps < 2 and (tokens[at].section in ("connectors", "fillers") or tokens[at].text in "=-"):
        at += 1
        steps += 1
    if at < total and tokens[at].section in ("number", "count"):
        counted = count_and_unit(tokens, at)
        if counted is not None:
            return make_mention(place, counted)
    return _bare_day(tokens, place, at)


def _bare_day(tokens: list[Token], place: int, at: int) -> Mention | None:
    """«330 mg magnesium pro Tagesdosis», «Dagtotaal: 310 mg»: an amount of a day, the pieces unsaid."""
    bare = Mention(place, max(at, place + 1), Decimal(1), DAY, False, False)
    if _ends_amount(tokens, place):
        return bare._replace(end=place + 1 + (tokens[place].key in ("per", "each")))
    headed = place > 0 and tokens[place].key == "per"
    for near in tokens[at : at + (_HEAD_REACH if headed else 3)]:
        if near.section in ("quantity", "name"):
            return bare
        if headed and (near.section == "reference" or near.text in "%*|\n()"):
            continue
        if near.text != ":" and near.section not in ("elemental", "connectors", "fillers"):
            return None
    return None


def _ends_name(tokens: list[Token], place: int) -> bool:
    """Whether a name, perhaps with its bracket, stands right before this place: «Magnesium (citraat) per dag: …»."""
    at = place - 1
    if at >= 0 and tokens[at].text == ")":
        while at >= 0 and tokens[at].text != "(" and place - at < _LINE:
            at -= 1
        at -= 1
    while at >= 0 and tokens[at].section == "elemental":
        at -= 1
    return at >= 0 and tokens[at].section == "name"


def _ends_amount(tokens: list[Token], place: int) -> bool:
    """Whether an amount, perhaps with its name and percent, stands right before this place."""
    for near in reversed(tokens[max(place - 9, 0) : place]):
        if near.section == "quantity":
            return True
        if near.section not in ("name", "elemental", "percent", "reference", "connectors") and near.text not in ")(*=":
            return False
    return False


def _date(tokens: list[Token], place: int) -> Mention | None:
    """«Por día (2 comprimidos)»: a day counts only with its units in brackets."""
    inner = _inner(tokens, place + 1)
    if inner is not None:
        return make_mention(place, inner)
    start = place
    if start and tokens[start - 1].text == "." and tokens[start - 1].start == tokens[max(start - 2, 0)].end:
        start -= 1  # «pr. dag»
    if start and tokens[start - 1].section == "serving" and tokens[start - 1].key in ("per", "each"):
        start -= 1
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    headed = start < place and _ends_name(tokens, start) and following is not None
    if following is not None and headed and (following.text == ":" or following.section == "quantity"):
        return Mention(start, place + 1, Decimal(1), DAY, False, False)
    if _ends_amount(tokens, start) or (start < place and _opens_amount(tokens, start, place)):
        return Mention(start, place + 1, Decimal(1), DAY, False, False)
    return None


def _daily(tokens: list[Token], place: int) -> Mention | None:
    """«magnesio al giorno: 300 mg», «330 mg Magnesium täglich»: an amount of a day."""
    if tokens[place].key != "daily":
        return None
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    leads = following is not None and (following.text == ":" or following.section == "quantity")
    opens = (
        leads and following is not None and following.key == "mg" and (not place or tokens[place - 1].text in "\n.;:")
    )
    if opens or (leads and _ends_name(tokens, place)) or _ends_amount(tokens, place):
        return Mention(place, place + 1, Decimal(1), DAY, False, False)
    return None


def _opens_amount(tokens: list[Token], start: int, place: int) -> bool:
    """«Per dag krijg je 200 mg magnesium binnen»: a sentence that begins with the day and holds an amount."""
    if start and tokens[start - 1].text not in "\n.;:":
        return False
    for token in tokens[place + 1 : place + _DAY_REACH]:
        if token.section == "quantity":
            return True
        if token.section in ("units", "number", "count") or token.text in "\n.;":
            return False
    return False


def _contains(tokens: list[Token], place: int) -> Mention | None:
    """«1 tablet bevat», «2 Kapseln enthalten», «1 maatschep = 1,2 g», «1 scoop (2,4 g …) levert»."""
    counted = count_and_unit(tokens, place)
    if counted is None:
        return None
    at, total = counted.end, len(tokens)
    if (
        at + 1 < total
        and tokens[at].text == "a"
        and tokens[at + 1].section == "quantity"
        and counted.unit not in MEASURES
    ):
        return make_mention(place, counted._replace(count=Decimal(1)))  # «50 Kapseln à 400 mg»
    if counted.count is None:
        # «Brausetabletten enthaltend 1623 mg»: the strength of one; weak.
        verb = at < total and tokens[at].section == "serving" and tokens[at].key == "containing"
        end = _sized(tokens, at)
        if end and counted.unit not in MEASURES:
            return make_mention(place, counted._replace(end=end))
        return make_mention(place, counted, weak=True) if verb and counted.unit not in MEASURES else None
    if place and tokens[place - 1].text == "x":
        return None
    if at + 1 < total and _is_of(tokens[at]) and counted.unit not in MEASURES:
        # «1 ampoule de 10 ml : …»: the size of the one.
        size = count_and_unit(tokens, at + 1)
        if size is not None and size.count is not None and size.unit in MEASURES:
            at = size.end
            counted = counted._replace(end=at)
    while at < total and tokens[at].section == "unit_words":
        at += 1  # «1 cucchiaino raso (2,4 g)»
    bracket = at < total and tokens[at].text == "("
    lone = place and tokens[place - 1].text == "(" and counted.unit not in MEASURES
    if lone and at < total and tokens[at].text == ")":
        at += 1  # «la dose (due cucchiaini) apporta»
    if bracket:
        steps = 0
        while at < total and tokens[at].text != ")" and steps < 14:
            at += 1
            steps += 1
        at += 1
    if at < total and tokens[at].text == ":":
        return make_mention(place, counted)
    for _ in range(_VERB_REACH):
        if at >= total:
            break
        token = tokens[at]
        following = tokens[at + 1] if token.text == "." and at + 1 < total else None
        opens = following is not None and following.section in ("serving", "directions")
        if opens and following is not None and following.key not in ("contains", "containing"):
            break  # a new sentence begins
        if (
            (token.section == "serving" and token.key in ("contains", "containing"))
            or token.section == "of_which"
            or token.text == "="
        ):
            return make_mention(place, counted)
        if token.section in ("fillers", "unit_words") and token.text in ("enthalt", "bevat", "contains"):
            return make_mention(place, counted)
        if joins_with(token) and at + 1 < total and tokens[at + 1].section == "quantity":
            return make_mention(place, counted)  # «een bruistablet met 250 mg magnesium»
        if at > counted.end and tokens[at - 1].text == "." and token.section in ("nutrients", "name"):
            return make_mention(place, counted) if counted.count == 1 else None
        dated = token.section == "serving" and token.key in ("per", "date", "day")
        if (
            token.section not in ("unit_words", "word", "fillers", "connectors", "liquids")
            and not (token.section == "name" and isinstance(token.name, Name) and token.name.substance is None)
            and not dated
            and token.text not in ".:"
        ):
            break
        at += 1
    if bracket and any(token.section == "name" for token in tokens[counted.end : at]):
        return make_mention(place, counted)
    few = counted.count is not None and counted.count <= _FEW
    if few and counted.unit not in MEASURES and _is_joined(tokens, place, counted.end):
        return make_mention(place, counted)
    return _in_bracket(tokens, place, counted)


def _is_joined(tokens: list[Token], place: int, end: int) -> bool:
    """«Zwei Kapseln schenken dir 300 mg Magnesium», «300 mg magnesium zijn verdeeld over 2 tabletten».

    One sentence with one count of pieces and one amount of magnesium joins them, whatever its verb is.
    """
    at = end
    while at < len(tokens) and at - end < _JOINING and _joins(tokens[at]):
        at += 1
    opens = not place or tokens[place - 1].text in "\n.:" or tokens[place - 1].section == "sections"
    if (at > end or opens) and at < len(tokens) and tokens[at].section == "quantity" and tokens[at].key != "?":
        return _is_content(tokens, at + 1) or (opens and at + 1 < len(tokens) and tokens[at + 1].section in OTHERS)
    at = place - 1
    while at > 0 and place - at <= _JOINING and _joins(tokens[at]):
        at -= 1
    if at < 1 or place - at < _TWO or tokens[at].section != "name":
        return False
    while at > 0 and tokens[at - 1].section in ("elemental", "connectors"):
        at -= 1
    return tokens[at - 1].section == "quantity"


def _joins(token: Token) -> bool:
    """Whether a word may stand between a count of pieces and an amount: no dose, no advice, no other thing."""
    if token.section == "serving":
        return token.key in ("contains", "containing", "per", "to", "each", "date")
    return token.section in ("fillers", "connectors", "of_which") or (token.section == "word" and not token.key)


def _in_bracket(tokens: list[Token], place: int, counted: Counted) -> Mention | None:
    """«90 mg elemental magnesium (2 tablets)»: a few pieces alone in the bracket behind an amount."""
    if place < 2 or not _stands_apart(tokens, place, counted.end):
        return None
    few = counted.count is not None and counted.count <= _FEW and counted.unit not in MEASURES
    return make_mention(place, counted) if few and _ends_amount(tokens, place - 1) else None


def _stands_apart(tokens: list[Token], place: int, end: int) -> bool:
    """«(2 tablets)», «[2 tablets]», «- 2 tablets» at the end of a line, «mit 2 Kapseln», «from 2 capsules»."""
    before = tokens[place - 1]
    after = tokens[end] if end < len(tokens) else None
    if before.text in "([":
        return after is not None and after.text in ")]"
    if before.text == "-":
        return after is None or after.text == "\n"
    return before.section == "as" or joins_with(before)


def _sized(tokens: list[Token], at: int) -> int:
    """«Ampoule buvable 10 ml :»: the place of the colon behind the size of one unit; 0 where there is none."""
    while at < len(tokens) and tokens[at].section == "unit_words":
        at += 1
    size = count_and_unit(tokens, at)
    if size is None or size.count is None or size.unit not in ("ml", "g"):
        return 0
    return size.end if size.end < len(tokens) and tokens[size.end].text == ":" else 0


def _form_after_name(tokens: list[Token], place: int) -> Mention | None:
    """«MAGNESIUM OXIDE tablet»: the dosage form in a product's name; weak."""
    counted = count_and_unit(tokens, place)
    if counted is None or counted.unit in MEASURES:
        return None
    return Mention(place, counted.end, Decimal(1), counted.unit, True, False)


def _is_dose_of_panel(tokens: list[Token], place: int) -> bool:
    """Whether the amounts behind are those of one dose: «Dose: 2 capsule … per dose: magnesio 300 mg»."""
    for at in range(place + 1, len(tokens) - 1):
        token, following = tokens[at], tokens[at + 1]
        if token.section == "serving" and token.key == "per" and following.text.startswith("dos"):
            return True
    return False


def _portion(tokens: list[Token], place: int) -> Mention | None:
    """«Portie: 3 capsules», «Porção de 2 cápsulas» at the start of a line; a dose is how to take it."""
    token = tokens[place]
    if token.key != "serving" or place + 1 >= len(tokens):
        return None
    if token.text.startswith("dos") and not _is_dose_of_panel(tokens, place):
        return None
    if place and tokens[place - 1].text not in ("\n", ".", ";", "|"):
        return None
    following = tokens[place + 1]
    if following.text != ":" and following.section != "connectors":
        return None
    found = _line(tokens, place, place + 2)
    if found is None or any(near.key in ("date", "daily", "take") for near in tokens[place : found.end + 2]):
        return None
    return found


def _cell(tokens: list[Token], place: int) -> Mention | None:
    """«| 1 tab. |» as the head of a column, «2 capsules | Magnesium | 300 mg» as the first cell of a row."""
    first = not place or tokens[place - 1].text == "\n"
    if not first and tokens[place - 1].text != "|":
        return None
    counted = count_and_unit(tokens, place)
    if counted is None or counted.count is None or counted.unit == "serving":
        return None
    at = counted.end
    while at < len(tokens) and (tokens[at].text == "." or (at == counted.end and tokens[at].section == "word")):
        at += 1
    if at < len(tokens) and tokens[at].text in ("|" if first else "|\n"):
        return make_mention(place, counted)
    return None


def _head(tokens: list[Token], place: int) -> Mention | None:
    """«1 tablet   2 tabletten» alone on its line: the heads of two columns."""
    start = place
    while start and place - start < _LINE and tokens[start - 1].section in _COUNTED:
        start -= 1
    end = place
    while end < len(tokens) and end - place < _LINE and tokens[end].section in _COUNTED:
        end += 1
    alone = (not start or tokens[start - 1].text == "\n") and end < len(tokens) and tokens[end].text == "\n"
    units = sum(1 for token in tokens[start:end] if token.section == "units")
    if not alone or units < _TWO:
        return None
    counted = count_and_unit(tokens, place)
    return None if counted is None or counted.count is None else make_mention(place, counted)


def _heading(tokens: list[Token], place: int) -> Mention | None:
    """«in mg/l», «mg / 100 g» above a list of numbers."""
    counted = count_and_unit(tokens, place + 2)
    return None if counted is None else make_mention(place, counted)


def _hundred(tokens: list[Token], place: int) -> Mention | None:
    """«100 g | pro Messlöffel (8 g)»: a head without «per», beside one that has it."""
    first, last = max(place - _HEAD_REACH, 0), min(place + _HEAD_REACH, len(tokens))
    for reach in (range(place - 1, first - 1, -1), range(place + 1, last)):
        for at in reach:
            token = tokens[at]
            if token.section == "serving" and token.key in ("per", "each"):
                return Mention(place, place + 1, Decimal(_PER_HUNDRED), "g", False, False)
            if token.section in ("name", "percent") or (token.section == "quantity" and token.key != "g"):
                break
    return None


def _slash(tokens: list[Token], place: int) -> Mention | None:
    """«mg/tablet», «mg/l», «mg/100 ml» right behind an amount, «300 mg magnesium / 3 capsules» behind its name."""
    at = place + 1
    while at < len(tokens) and tokens[at].section in ("elemental", "connectors"):
        at += 1
    named = at < len(tokens) and tokens[at].section == "name"
    at = at + 1 if named else place + 1
    if at + 1 < len(tokens) and tokens[at].text == "/" and (named or tokens[at].start - tokens[place].end <= 1):
        if tokens[at + 1].section == "quantity" and tokens[at + 1].key == tokens[place].key:
            return None  # «15,4 g/6,2 g»: two columns
        counted = count_and_unit(tokens, at + 1)
        if counted is not None and tokens[at + 1].section in ("number", "units", "quantity", "count"):
            found = make_mention(place, counted)
            return None if found is None else found._replace(place=at)
    return None


def _strength(tokens: list[Token], place: int) -> Mention | None:
    """«365 mg effervescent tablets»: the strength of one, by its dosage form; weak."""
    at = place + 1
    for _ in range(4):
        if at >= len(tokens):
            return None
        token = tokens[at]
        if token.section == "units":
            if token.key in MEASURES or token.key in ("litre", "bottle", "packet"):
                return None
            return Mention(at, at + 1, Decimal(1), token.key, True, False)
        if token.section not in ("unit_words", "word", "elemental", "fillers") and token.text not in (",", "/"):
            return None
        if token.text == "x":
            at += 1
        at += 1
    return None
