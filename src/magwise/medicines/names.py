"""From typed text to words that can be looked up: what is a name, what is dose, form, route or chatter.

All words that are set aside are data: lists below `strip` in wording/<language>/medicines.toml and `typed.toml`. Both
languages count whatever the reader's own, for people mix them.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from magwise.knowledge.vocabulary import fold

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from magwise.knowledge.load import Knowledge

_MARKS = "\u0300-\u036f"
_PIECE = re.compile(rf"\d+(?:[.,]\d+)+(?:[^\W_]|[{_MARKS}])*|(?:[^\W_]|[{_MARKS}])+")
_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d)")
_PARTED = re.compile(r"\d+|[a-z]+")
_GLUED = re.compile(r"([a-z]{4,})(\d.*)")
_MICRO = str.maketrans({"µ": "u", "μ": "u"})
# What stands between two words, the strongest first.
LINE, HARD, COMMA, STOP, PLUS, SLASH, OPEN, CLOSE, COLON, DASH, NEXT = (
    "line", "hard", "comma", "stop", "plus", "slash", "open", "close", "colon", "dash", "",
)  # fmt: skip
_BULLETS = "•·●▪◦‣◆■□➤→"
ENDS = (LINE, HARD, COMMA, STOP)  # no name runs across these
HARD_GAPS = (LINE, HARD, COMMA, STOP, PLUS, SLASH)
SOFT_GAPS = (OPEN, CLOSE, COLON, DASH)


class Denials(NamedTuple):
    """Words that say that something is not taken, or that it is.

    kinds: phrase → what it says, the first of KINDS where it stands in two lists; heads: the first word of each; light:
    words that may stand between a denial and what it denies; wishes: words of what is wanted or planned («wil», «going
    to»), before which a stop is none yet; duties: words that leave it open («mag», «should»); again: words behind a
    denial that take it back («weer begonnen»).
    """

    kinds: dict[str, str]
    heads: frozenset[str]
    light: frozenset[str]
    wishes: frozenset[str]
    duties: frozenset[str]
    again: frozenset[str]


# none: «geen»; stopped, allergy; positive: «behalve», «nu»; maybe: «misschien»; past: what was taken, tried, offered or
# compared («nam», «beter dan»), only before a name; instead: «in plaats van», only before a name; swapped: «vervangen
# door», which takes what follows and drops what went before; idle: phrases with «niet» that deny nothing.
KINDS = ("idle", "positive", "swapped", "instead", "stopped", "allergy", "maybe", "past", "none", "weak")


class Story(NamedTuple):
    """Words that tell who takes something, and when, in whole clauses.

    kinds: phrase → `kin` («mijn moeder»), `self` («ik»), `past` («slikte»), `bad` («kreeg er»), `refused` («mag ik
    niet»), `paused` («is op»), `planned` («stelt voor»), `began` («was put on»), `then` («nu», «daarna»), `affirm`
    («neem») or `idle`; heads: the first word of every phrase; turns: words that begin a clause («maar»); verbs: words
    that make a clause of a list; acts: what behind «niet» says that it was not taken («gegeven»); pronouns: they go on
    with somebody else («zij»); it: they speak of what was named before («dat»); yes: «wel»; still: «nog
    steeds»; beside: «naast»; by: «door»; also: «erbij»; reasons: «tegen»; today:
    «vandaag».
    """

    kinds: dict[str, str]
    heads: frozenset[str]
    turns: frozenset[str]
    verbs: frozenset[str]
    acts: frozenset[str]
    pronouns: frozenset[str]
    it: frozenset[str]
    yes: frozenset[str]
    still: frozenset[str]
    beside: frozenset[str]
    by: frozenset[str]
    also: frozenset[str]
    reasons: frozenset[str]
    today: frozenset[str]


TOLD = ("idle", "kin", "self", "refused", "bad", "paused", "past", "planned", "began", "then", "affirm")


class Lists(NamedTuple):
    """Words that are not names, by what they are.

    noise: all that says nothing of which medicine it is; roles: word → role; routes: word → route, forms that tell it
    beyond doubt; places: word → route, parts of the body and tools that tell it only beside a medicine that is given
    there; mouth: words that say that it is swallowed; suffixes: endings of a compound; common: everyday words;
    openers: words that begin a remark; company: words of a maker's name; masses: units of a strength; either: «of»;
    companions: «met»;
    taking: «slikken»; adjectives: «allergisch»; closed: words of «no known drug allergies»; everything: «allebei»;
    magnesium: what stands for it before a salt («mag glycinate»); headings: «medicatie», as a heading says it;
    ends: heads of a column of ends («stopdatum»).
    """

    noise: frozenset[str]
    roles: dict[str, str]
    salts: frozenset[str]
    routes: dict[str, str]
    places: dict[str, str]
    mouth: frozenset[str]
    joiners: frozenset[str]
    hard_joiners: frozenset[str]
    prepositions: frozenset[str]
    negations: frozenset[str]
    not_medicines: frozenset[str]
    suffixes: frozenset[str]
    common: frozenset[str]
    openers: frozenset[str]
    company: frozenset[str]
    masses: frozenset[str]
    either: frozenset[str]
    companions: frozenset[str]
    taking: frozenset[str]
    adjectives: frozenset[str]
    closed: frozenset[str]
    everything: frozenset[str]
    magnesium: frozenset[str]
    headings: frozenset[str]
    ends: frozenset[str]
    denials: Denials
    story: Story


class Token(NamedTuple):
    """One word, folded, and where it stands.

    part: counts hard separators, «en» among them; aside: a remark in passing, in brackets or behind «tegen»; start,
    end: its place in the typed text; gap: what stands before it; depth: how many brackets are open; plain: an everyday
    word here, which names nothing.
    """

    word: str
    part: int
    aside: int
    start: int = 0
    end: int = 0
    gap: str = NEXT
    depth: int = 0
    plain: bool = False


class TypedName(NamedTuple):
    """A typed entry, taken apart. whole: everything as one folded name."""

    whole: str
    tokens: tuple[Token, ...]


ROUTES = ("oral", "injected", "eye", "ear", "skin", "inhaled", "nasal", "rectal", "vaginal", "other")
ABBREVIATION = 3  # letters of an abbreviation with points, at most
LONGEST_WORD = 100  # a longer one is no name, nor a compound of one
MAGNESIUM = "magnesium"
REASON = 2  # words behind a preposition that tell what it is for: «tegen hoge bloeddruk»
STEM = 4  # letters that a name keeps, and that an ending has, when both are one word
SHORTEST_JOINED = 2 * STEM


@lru_cache(maxsize=8)
def word_lists(knowledge: "Knowledge") -> Lists:
    """The words to set aside, of every language; the lists hold them folded."""

    def words(key: str, room: str = "medicines.strip") -> list[str]:
        found: list[str] = []
        for language in sorted(knowledge.wording):
            listed: Any = knowledge.wording[language].get(f"{room}.{key}", ())
            found.extend(listed)
        return found

    def typed(key: str) -> list[str]:
        return words(key, "typed")

    routes = {word: route for route in ROUTES for word in words(f"routes.{route}")}
    routes |= {word: route for route in ROUTES for word in typed(f"routes.{route}")}
    places = {word: route for route in ROUTES for word in typed(f"places.{route}")}
    routes = {word: route for word, route in routes.items() if word not in places}
    forms = [*words("forms"), *typed("forms")]
    salts = words("salts")
    suffixes = {word for word in (*forms, *salts, *routes) if len(word) >= STEM} | set(words("diminutives"))
    company = frozenset((*words("makers"), *typed("makers")))
    by_role = {
        "filler": [*words("fillers"), *typed("fillers"), *words("joiners")],
        "reason": typed("reasons"),
        "maker": company,
        "form": [*forms, *salts],
        "route": [*routes, *places],
        "frequency": [*words("frequency"), *typed("frequency")],
        "time": typed("times"),
        "strength": [*words("units"), *typed("units")],
        "negation": words("negations"),
    }
    roles = {word: role for role, listed in by_role.items() for word in listed}
    units = (*words("units"), *typed("units"))
    denials = {phrase: kind for kind in reversed(KINDS) for phrase in typed(f"denials.{kind}")}
    light = frozenset(typed("denials.light"))
    said = {phrase for phrase in denials if " " not in phrase}
    tale = {phrase: kind for kind in reversed(TOLD) for phrase in typed(f"story.{kind}")}
    told = {key: frozenset(typed(f"story.{key}")) for key in Story._fields if key not in ("kinds", "heads")}
    noise = {word for role, listed in by_role.items() if role != "negation" for word in listed} - set(salts)
    noise |= said | light | set(typed("common")) | set(typed("openers")) | set(words("prepositions"))
    return Lists(
        noise=frozenset(noise),
        roles=roles,
        salts=frozenset(salts),
        routes=routes,
        places=places,
        mouth=frozenset((*words("routes.oral"), *typed("mouth"))),
        joiners=frozenset(words("joiners")),
        hard_joiners=frozenset(words("hard_joiners")),
        prepositions=frozenset(words("prepositions")),
        negations=frozenset(words("negations")),
        not_medicines=frozenset(words("not_medicines")),
        suffixes=frozenset(suffixes),
        common=frozenset((*typed("common"), *light, *units)),
        openers=frozenset((*words("prepositions"), *typed("openers"))),
        company=company,
        masses=frozenset(typed("masses")),
        either=frozenset(typed("either")),
        companions=frozenset(typed("companions")),
        taking=frozenset(typed("taking")),
        adjectives=frozenset(typed("adjectives")),
        closed=frozenset(typed("closed")),
        everything=frozenset(typed("everything")),
        magnesium=frozenset(typed("magnesium")),
        headings=frozenset(typed("headings")),
        ends=frozenset(typed("ends")),
        denials=Denials(
            denials,
            _heads(denials),
            light,
            *(frozenset(typed(f"denials.{key}")) for key in ("wishes", "duties", "again")),
        ),
        story=Story(tale, _heads(tale), **told),
    )


def _heads(phrases: "Iterable[str]") -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in phrases)


def read_words(text: str, lists: Lists, known: "Container[str]") -> tuple[Token, ...]:
    """The words of a text, folded, with their places. known: folded names; such a word is never split («b12»)."""
    part = aside = reason = depth = 0
    tokens: list[Token] = []
    last = 0
    for piece in _PIECE.finditer(text):
        gap, change = _gap(text, last, piece.start(), first=not tokens)
        if tokens and gap != LINE and _is_number_of_list(text, tokens[-1], first=len(tokens) == 1):
            gap = NEXT
        last = piece.end()
        depth = max(0, depth + change) if gap != LINE else 0
        words = fold(_DECIMAL.sub("", piece.group()).translate(_MICRO)).split()
        parted = [found for word in words for found in _split(word, lists, known)]
        if not parted:
            continue
        if gap in HARD_GAPS:
            part, aside, reason = part + 1, 0, 0
        elif gap in SOFT_GAPS:
            aside += 1
        for word, start, end in _places(parted, piece.start(), piece.end()):
            told = aside or int(reason > 0)
            tokens.append(Token(word, part, told, start, end, gap, depth))
            reason = REASON if word in lists.prepositions and len(tokens) > 1 else reason - 1
            if word in lists.hard_joiners:
                part, aside, reason = part + 1, 0, 0
            gap = NEXT
    return _joined(text, tokens, lists, known)


def _joined(text: str, tokens: "Sequence[Token]", lists: Lists, known: "Container[str]") -> tuple[Token, ...]:
    """The words with abbreviations in one piece («i.v.») and «Mag glycinate» as magnesium."""
    found: list[Token] = []
    for token in tokens:
        before = found[-1] if found else None
        if before is not None and len(token.word) == 1 and text[before.end : token.start] == ".":
            both = before.word + token.word
            if both.isalpha() and any(
                word.startswith(both) and len(word) <= ABBREVIATION for word in (*lists.roles, *lists.openers)
            ):
                found[-1] = before._replace(word=both, end=token.end)
                continue
        if before is not None and before.word in lists.magnesium and token.gap == NEXT:
            told = len(found) > 1 and found[-2].word.isdigit()
            if not told and (token.word in lists.salts or f"{MAGNESIUM} {token.word}" in known):
                found[-1] = before._replace(word=MAGNESIUM)
        found.append(token)
    return tuple(found)


def _gap(text: str, start: int, end: int, *, first: bool) -> tuple[str, int]:
    """What stands between two words, and how many brackets it opens (or, below zero, closes)."""
    between = text[start:end]
    if between in ("", " "):
        return NEXT, 0
    change = between.count("(") + between.count("[") - between.count(")") - between.count("]")
    if "\n" in between or "\r" in between:
        return LINE, change
    if first:
        return NEXT, change
    if any(mark in between for mark in (";", "\t", "|", *_BULLETS)):
        return HARD, change
    digits = text[start - 1].isdigit() and end < len(text) and text[end].isdigit()
    if digits and between.strip() in ("/", "-", "–", "+", "*", "x", "×"):
        return NEXT, change
    if any(end in between for end in (". ", "! ", "? ", "… ")):
        return STOP, change
    for marks, kind in ((",", COMMA), ("+&", PLUS), ("/\\", SLASH), ("([", OPEN), (")]", CLOSE), (":=", COLON)):
        if any(mark in between for mark in marks):
            return kind, change
    if " - " in between or "–" in between or "—" in between:
        return DASH, change
    return NEXT, change


def _is_number_of_list(text: str, token: Token, *, first: bool) -> bool:
    """Whether a word is the «1.» or «2)» before an entry."""
    return token.word.isdigit() and (first or token.gap == LINE) and text[token.end : token.end + 1] in (".", ")", ":")


def _places(words: list[str], start: int, end: int) -> list[tuple[str, int, int]]:
    """Where each part of one typed word stands; where folding changed its length, all stand for the whole."""
    if len(words) == 1 or sum(map(len, words)) != end - start:
        return [(word, start, end) for word in words]
    found = []
    for word in words:
        found.append((word, start, start + len(word)))
        start += len(word)
    return found


def as_typed(text: str, tokens: "Sequence[Token]") -> TypedName:
    """Some words of a text as an entry of their own."""
    whole = fold(text[tokens[0].start : tokens[-1].end].replace("+", " "))
    return TypedName(whole, tuple(tokens))


def read_route(words: "Iterable[str]", lists: Lists, known: "Container[str]") -> tuple[str | None, str | None]:
    """The routes that loose words tell: one beyond doubt («oogdruppels», «hydrocortisoncreme»), one by place («oog»).

    A word that says that it is swallowed outweighs both.
    """
    told: list[str] = []
    place: str | None = None
    for word in words:
        if word in lists.mouth:
            return "oral", None
        if word in lists.routes:
            told.append(lists.routes[word])
        elif word in lists.places:
            place = place or lists.places[word]
        elif SHORTEST_JOINED <= len(word) <= LONGEST_WORD and word not in known and word not in lists.noise:
            endings = [word[cut:] for cut in range(STEM, len(word) - STEM + 1)]
            if any(ending in lists.mouth for ending in endings):
                return "oral", None
            told.extend(lists.routes[ending] for ending in endings if ending in lists.routes)
    return (told[0] if told else None), place


def is_thing(word: str, lists: Lists) -> bool:
    """Whether a word is a food or another thing that is no medicine, or ends in one: «geitenkaas»."""
    if word in lists.not_medicines:
        return True
    if len(word) > LONGEST_WORD:
        return False
    return any(word[cut:] in lists.not_medicines for cut in range(STEM - 1, len(word) - STEM + 1))


def is_noise(word: str, lists: Lists) -> bool:
    """Whether a word says nothing about which medicine it is: a number, unit, form, route, maker or filler."""
    return word.isdigit() or len(word) == 1 or word in lists.noise


def _split(piece: str, lists: Lists, known: "Container[str]") -> list[str]:
    """«2dd200» → 2 dd 200, «thyrax100mcg» → thyrax 100 mcg; a known name stays whole."""
    if piece in known or piece.isalpha():
        return [piece]
    if piece[0].isdigit():
        return _PARTED.findall(piece)
    glued = _GLUED.fullmatch(piece)
    if glued is None:
        return [piece]
    return [glued[1], *_PARTED.findall(glued[2])]
