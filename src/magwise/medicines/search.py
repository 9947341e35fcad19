"""Find the names in a typed entry: as they stand, without their salt or form, or nearly right."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from magwise.knowledge.vocabulary import fold
from magwise.medicines.names import ENDS, LONGEST_WORD, STEM, Lists, Token, TypedName, is_noise, word_lists
from magwise.medicines.typos import LETTER, Guess, guess_names, name_index

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge

WIDEST = 7
SQUEEZED = 6
# A typo is believed up to this cost, by the length of the word; beyond it the name is asked about.
BELIEVED = ((13, 2.0), (10, 1.25), (0, 1.0))
MARGIN = 0.75
# A short brand is one letter from many others («Reglan», «Regulan»): it is believed only where it sounds the same.
SHORT_BRAND = 7
SHORT, SHORT_MARGIN = 6, 1.0
STRAY, STRAY_COST = 7, 1.0
# A word beside a name is asked about when it resembles another name; the longer the word, the fainter the likeness.
ASKED, LONG, LONG_COST = 6, 9, 2.0


class Found(NamedTuple):
    """A name of the table in the entry. how: exact, salt or typo; part: the part of the entry it stands in."""

    name: str
    how: str
    score: float
    part: int


class Search(NamedTuple):
    """What an entry holds. doubtful: names of which one may be meant; loose: words that belong to no name.

    named: places of the words that were read as names, by their start in the typed text.
    """

    found: tuple[Found, ...]
    doubtful: tuple[Found, ...]
    unread: tuple[Token, ...]
    loose: tuple[str, ...]
    named: frozenset[int] = frozenset()


class Run(NamedTuple):
    """Words in a row that are a name as they stand. salt: a salt behind a substance, part of its name."""

    start: int
    width: int
    name: str
    salt: bool = False


def search_names(typed: TypedName, lists: Lists, knowledge: "Knowledge") -> Search:
    """Look for names: the whole entry, then runs of words, then each word that is left."""
    names = knowledge.medicine_names
    words = [token.word for token in typed.tokens]
    for whole in (typed.whole, " ".join(words)):
        if whole in names:
            every = frozenset(token.start for token in typed.tokens)
            return Search((Found(whole, "exact", 1.0, 0),), (), (), (), every)
    runs = find_runs(typed.tokens, knowledge)
    found = [Found(run.name, "exact", 1.0, typed.tokens[run.start].part) for run in runs if not run.salt]
    used = {place for run in runs for place in range(run.start, run.start + run.width)}
    free = [token for place, token in enumerate(typed.tokens) if place not in used]
    loose = tuple(token.word for token in free)
    rest = [
        token
        for token in free
        if not token.plain and not is_noise(token.word, lists) and token.word not in lists.joiners
    ]
    doubtful: list[Found] = []
    unread: list[Token] = []
    for part in dict.fromkeys(token.part for token in rest):
        here = [token for token in rest if token.part == part]
        beside = any(one.part == part for one in found)
        beside_it = [token.word for token in free if token.part == part]
        sure, unsure, left = _read_rest(here, beside_it, beside, lists, knowledge)
        found.extend(sure)
        doubtful.extend(unsure)
        unread.extend(left)
    named: set[int] = {typed.tokens[place].start for place in used}
    if len(found) > len(runs) or doubtful:
        named |= {token.start for token in rest if token not in unread}
    return Search(tuple(found), tuple(doubtful), tuple(unread), loose, frozenset(named))


def find_runs(tokens: Sequence[Token], knowledge: "Knowledge") -> list[Run]:
    """Names that stand among the words as they are, in order, the longest first found. None runs across a comma.

    Where nothing else is a name, a word that is mostly noise may be one («klysma 1x daags»).
    """
    return list(_runs_among(tuple(tokens), knowledge))


@lru_cache(maxsize=8)  # one text is looked at from several sides
def _runs_among(tokens: tuple[Token, ...], knowledge: "Knowledge") -> tuple[Run, ...]:
    lists = word_lists(knowledge)
    names = knowledge.medicine_names
    used = [False] * len(tokens)
    salted = [False] * len(tokens)
    runs: list[Run] = []
    several = sum(not is_noise(token.word, lists) for token in tokens) > 1 or len(tokens) > 1
    squeezed = name_index(knowledge).folded if several else {}
    for width in range(min(WIDEST, len(tokens)), 0, -1):
        for start in range(len(tokens) - width + 1):
            run = tokens[start : start + width]
            if any(used[start : start + width]) or any(token.gap in ENDS for token in run[1:]):
                continue
            name: str | None = " ".join(token.word for token in run)
            if width == 1:
                if is_noise(run[0].word, lists) or name not in names:
                    continue
                if run[0].word in lists.salts and _follows_substance(start, tokens, salted):
                    used[start] = True
                    runs.append(Run(start, 1, run[0].word, True))
                    continue
            elif name not in names:
                joined = "".join(token.word for token in run)
                name = squeezed.get(joined) if len(joined) >= SQUEEZED and run[0].part == run[-1].part else None
            if name is None:
                continue
            used[start : start + width] = [True] * width
            salted[start + width - 1] = _is_substance(name, knowledge)
            runs.append(Run(start, width, name))
    if not any(not run.salt for run in runs):
        runs += [
            Run(start, 1, token.word)
            for start, token in enumerate(tokens)
            if token.word in names and not used[start] and is_noise(token.word, lists)
        ]
    return tuple(sorted(runs))


def _follows_substance(start: int, tokens: Sequence[Token], salted: list[bool]) -> bool:
    before, here = tokens[start - 1], tokens[start]
    return start > 0 and salted[start - 1] and (before.part, before.aside) == (here.part, here.aside)


def _is_substance(name: str, knowledge: "Knowledge") -> bool:
    """Whether a name is a medicine's own name and no brand: only such a name takes a salt behind it."""
    row = knowledge.medicines[knowledge.medicine_names[name][0]]
    return row.kind == "medicine" and name not in folded_names(*row.brands)


@lru_cache(maxsize=4096)
def folded_names(*names: str) -> frozenset[str]:
    """Names of the table as they are compared."""
    return frozenset(fold(name) for name in names)


def _read_rest(
    rest: list[Token], every: list[str], beside: bool, lists: Lists, knowledge: "Knowledge"
) -> tuple[list[Found], list[Found], list[Token]]:
    """The words of one part that are no names as they stand. beside: the part holds a name already."""
    sure: list[Found] = []
    unsure: list[Found] = []
    left: list[Token] = []
    part = rest[0].part
    words = [token.word for token in rest if token.word not in lists.not_medicines]
    if not words:
        return [], [], rest
    index = name_index(knowledge)
    if not beside and len(every) > 1:
        wholes = ("".join(every), "".join(word for word in every if not word.isdigit()), "".join(words))
        for whole in dict.fromkeys(wholes):
            guesses = [guess for guess in guess_names(whole, index) if guess.cost <= STRAY_COST]
            if guesses and len(words) > 1:
                return *_weigh(guesses, whole, part, knowledge), []
    for token in rest:
        if token.word in lists.not_medicines:
            left.append(token)
            continue
        if beside and token.word in lists.salts:
            continue
        stem = _stem(token.word, lists, knowledge)
        if stem is not None:
            sure.append(Found(stem, "salt", 0.98, part))
            continue
        guesses = [] if token.aside or token.word in lists.salts else guess_names(token.word, index)
        if beside:
            worth = STRAY_COST if len(token.word) < LONG else LONG_COST
            guesses = [guess for guess in guesses if guess.plausible and guess.cost <= worth]
            guesses = guesses if len(token.word) >= ASKED else []
        if not guesses:
            left.append(token)
            continue
        clear, doubtful = _weigh(guesses, token.word, part, knowledge)
        if beside and (guesses[0].cost > STRAY_COST or len(token.word) < STRAY):
            clear, doubtful = [], [*clear, *doubtful]
        sure.extend(clear)
        unsure.extend(doubtful)
    strange = sum(len(token.word) >= STEM and token.word not in lists.salts for token in left)
    if strange:
        typos = [one for one in sure if one.how == "typo"] if strange == 1 else []
        return [one for one in sure if one.how != "typo"], [*unsure, *typos] if strange == 1 else [], left
    return sure, unsure, left


def _weigh(guesses: list[Guess], typed: str, part: int, knowledge: "Knowledge") -> tuple[list[Found], list[Found]]:
    """The nearest name when nothing else comes near, otherwise everything that does: then a person must choose."""
    margin = SHORT_MARGIN if len(typed) <= SHORT else MARGIN
    near: dict[str, Guess] = {}
    for guess in guesses:
        if guess.cost - guesses[0].cost <= margin or guess.letters <= guesses[0].letters:
            near.setdefault(knowledge.medicines[knowledge.medicine_names[guess.name][0]].name_en, guess)
    several = [Found(guess.name, "typo", guess.score, part) for guess in near.values()]
    first = guesses[0]
    brand = len(typed) <= SHORT_BRAND and first.cost > LETTER and not _is_substance(first.name, knowledge)
    if len(several) == 1 and first.cost <= _believed(typed) and first.plausible and not brand:
        return several, []
    return [], several[:5]


def _believed(word: str) -> float:
    """Up to which cost a typo in a word of this length is believed."""
    return next(cost for length, cost in BELIEVED if len(word) >= length)


def _stem(word: str, lists: Lists, knowledge: "Knowledge") -> str | None:
    """«ijzertabletten» → ijzer, «metoprololsuccinaat» → metoprolol, «natriumlevothyroxine» → levothyroxine."""
    if len(word) > LONGEST_WORD:
        return None
    names = knowledge.medicine_names
    for cut in range(STEM, len(word)):
        if word[cut:] in lists.suffixes:
            stem = word[:cut]
            if stem in names:
                return stem
            if stem.endswith("s") and stem[:-1] in names:
                return stem[:-1]
    for cut in range(STEM + 1, len(word) - STEM):
        if word[:cut] in lists.salts and word[cut:] in names:
            return word[cut:]
    return None
