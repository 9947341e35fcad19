"""From typed text to words that can be looked up: what is a name, what is dose, form, route or chatter.

All words that are set aside are data: lists below `strip` in wording/<language>/medicines.toml. Both languages count
whatever the reader's own, for people mix them.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from magwise.knowledge.vocabulary import fold

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from magwise.knowledge.load import Knowledge

_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d)")
_RATIO = re.compile(r"(?<=\d)\s*[/-]\s*(?=\d)")
_HARD = re.compile(r"[+/&,;|\n]")
_SOFT = re.compile(r"[():\[\]]|\s-\s")
_LEADING_DIGITS = re.compile(r"\d+|[a-z]+")
_GLUED = re.compile(r"([a-z]{4,})(\d.*)")
_MICRO = str.maketrans({"µ": "u", "μ": "u"})
_HARD_MARK, _SOFT_MARK = " zzhardzz ", " zzsoftzz "


class Lists(NamedTuple):
    """Words that are not names, by what they are.

    routes: word → route; suffixes: endings of a compound; stopped: beginnings that say it is no longer taken, with the
    blank behind them.
    """

    noise: frozenset[str]
    salts: frozenset[str]
    routes: dict[str, str]
    joiners: frozenset[str]
    hard_joiners: frozenset[str]
    prepositions: frozenset[str]
    negations: frozenset[str]
    stopped: tuple[str, ...]
    not_medicines: frozenset[str]
    suffixes: frozenset[str]


class Token(NamedTuple):
    """One word and the part of the entry it stands in.

    part: counts hard separators, «en» among them; aside: a remark in passing, in brackets or behind «tegen».
    """

    word: str
    part: int
    aside: int


class TypedName(NamedTuple):
    """A typed entry, taken apart. whole: everything as one folded name; negated: it says that nothing is taken."""

    whole: str
    tokens: tuple[Token, ...]
    negated: bool


@lru_cache(maxsize=8)
def word_lists(knowledge: "Knowledge") -> Lists:
    """The words to set aside, of every language; the lists hold them folded."""

    def words(key: str) -> list[str]:
        found: list[str] = []
        for language in sorted(knowledge.wording):
            listed: Any = knowledge.wording[language].get(f"medicines.strip.{key}", ())
            found.extend(listed)
        return found

    routes = {word: route for route in ROUTES for word in words(f"routes.{route}")}
    forms, salts = words("forms"), words("salts")
    suffixes = {word for word in (*forms, *salts, *routes) if len(word) >= 4} | set(words("diminutives"))
    noise = {word for key in ("units", "frequency", "makers", "fillers") for word in words(key)}
    return Lists(
        noise=frozenset(noise | set(forms) | set(routes)),
        salts=frozenset(salts),
        routes=routes,
        joiners=frozenset(words("joiners")),
        hard_joiners=frozenset(words("hard_joiners")),
        prepositions=frozenset(words("prepositions")),
        negations=frozenset(words("negations")),
        stopped=tuple(f"{stopped} " for stopped in words("stopped")),
        not_medicines=frozenset(words("not_medicines")),
        suffixes=frozenset(suffixes),
    )


ROUTES = ("oral", "injection", "eye", "skin", "inhaled", "nasal", "other")


def read_name(text: str, lists: Lists, known: "Container[str]") -> TypedName:
    """Take a typed entry apart. known: folded names; a word that is one is never split («b12», «5htp»)."""
    plain = _DECIMAL.sub("", text.casefold().translate(_MICRO))
    plain = _RATIO.sub(" ", plain)
    plain = _SOFT.sub(_SOFT_MARK, _HARD.sub(_HARD_MARK, plain))
    part = aside = reason = 0
    tokens: list[Token] = []
    for piece in fold(plain).split():
        if piece == _HARD_MARK.strip():
            part, aside, reason = part + 1, 0, 0
        elif piece == _SOFT_MARK.strip():
            aside += 1
        else:
            told = aside or int(reason > 0)
            tokens.extend(Token(word, part, told) for word in _split(piece, lists, known))
            reason = REASON if piece in lists.prepositions and len(tokens) > 1 else reason - 1
            if piece in lists.hard_joiners:
                part, aside, reason = part + 1, 0, 0
    whole = " ".join(token.word for token in tokens)
    return TypedName(fold(text.replace("+", " ")), tuple(tokens), _is_negated(whole, lists, known))


REASON = 2  # words behind a preposition that tell what it is for: «tegen hoge bloeddruk»
STEM = 4  # letters that a name keeps, and that an ending has, when both are one word
SHORTEST_JOINED = 2 * STEM


def read_route(words: "Iterable[str]", lists: Lists, known: "Container[str]") -> str | None:
    """The route that loose words tell («oogdruppels», «hydrocortisoncreme»); None without one. A set route wins."""
    told: list[str] = []
    for word in words:
        if word in lists.routes:
            told.append(lists.routes[word])
        elif len(word) >= SHORTEST_JOINED and word not in known and word not in lists.noise:
            endings = (word[cut:] for cut in range(STEM, len(word) - STEM + 1))
            told.extend(lists.routes[ending] for ending in endings if ending in lists.routes)
    return next((route for route in told if route != "oral"), told[0] if told else None)


def is_thing(word: str, lists: Lists) -> bool:
    """Whether a word is a food or another thing that is no medicine, or ends in one: «geitenkaas»."""
    if word in lists.not_medicines:
        return True
    return any(word[cut:] in lists.not_medicines for cut in range(STEM - 1, len(word) - STEM + 1))


def is_noise(word: str, lists: Lists) -> bool:
    """Whether a word says nothing about which medicine it is: a number, unit, form, route, maker or filler."""
    return word.isdigit() or len(word) == 1 or word in lists.noise


def _split(piece: str, lists: Lists, known: "Container[str]") -> list[str]:
    """«2dd200» → 2 dd 200, «thyrax100mcg» → thyrax 100 mcg; a known name stays whole."""
    if piece in known or piece.isalpha():
        return [piece]
    if piece[0].isdigit():
        return _LEADING_DIGITS.findall(piece)
    glued = _GLUED.fullmatch(piece)
    if glued is None:
        return [piece]
    return [glued[1], *_LEADING_DIGITS.findall(glued[2])]


def _is_negated(whole: str, lists: Lists, known: "Container[str]") -> bool:
    if whole in known:
        return False
    return whole.split(" ", 1)[0] in lists.negations or f"{whole} ".startswith(lists.stopped)
