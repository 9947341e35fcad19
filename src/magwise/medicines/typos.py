"""Names that are nearly right: what someone may have meant, and how sure that is.

A typed word is compared with every name of five letters or more, letter by letter and by sound. rapidfuzz is loaded
here and only when a word was not found as it stands.
"""

import re
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge

SHORTEST, LONGEST = 5, 100
SHORT = 6
LOOKALIKE = 7
MIDDLE = 9
LETTER, SOUND, SWAP = 0.25, 0.75, 0.5
# The most that a guess may cost, by the length of the word, and one more where all that differs is in one place. One in
# eight common words lies two letters from some name, one in forty within these limits.
ONE_PLACE = 7
# A beginning of a name: how long it is, how much of the name may be left, with how little it is clear, how many names
# are looked at.
STUMP, REST, NEARLY, MOST_COMPLETIONS = 6, 8, 2, 12
COSTLIEST = ((10, 2.0), (7, 1.5), (0, 1.0))
_SOUNDS = (
    ("sch", "sg"),
    ("ph", "f"),
    ("th", "t"),
    ("rh", "r"),
    ("ch", "g"),
    ("ck", "k"),
    ("qu", "kw"),
    ("x", "ks"),
    ("c(?=[eiy])", "s"),
    ("c", "k"),
    ("ij", "i"),
    ("ei", "i"),
    ("ie", "i"),
    ("y", "i"),
    ("ae|oe|eu", "e"),
    ("uu|oo|ee|aa", lambda found: found[0][0]),
    ("z", "s"),
    ("v", "f"),
    ("d$", "t"),
    ("h", ""),
    (r"(.)\1+", r"\1"),
    ("e$", ""),
)
# Letters that a word may begin with and still sound the same.
_ALIKE = {
    "c": "ckqsgz",
    "k": "kcqx",
    "q": "qck",
    "s": "scz",
    "z": "zscx",
    "x": "xkszc",
    "f": "fvp",
    "v": "vf",
    "p": "pf",
}
_ALIKE |= {"g": "gcj", "i": "iyjeh", "y": "yijh", "j": "jiyg", "t": "td", "d": "dt"}
_RULES = tuple((re.compile(pattern), sound) for pattern, sound in _SOUNDS)


class Guess(NamedTuple):
    """A name that may have been meant. cost: letters and, above all, sounds that differ; letters: alone; score: 0 to 1.

    plausible: it starts as the typed word does, and a short one is not merely another letter.
    """

    name: str
    cost: float
    letters: int
    score: float
    plausible: bool


class Index(NamedTuple):
    """Names without blanks. folded: squeezed → folded name.

    begins: those that typos are looked for in, by length, place (first or second letter) and the letter there; ordered:
    the same by the alphabet.
    """

    folded: dict[str, str]
    begins: dict[tuple[int, int, str], list[str]]
    ordered: list[str]


@lru_cache(maxsize=16_384)
def sound(word: str) -> str:
    """How a word sounds, roughly and for Dutch and English at once.

    >>> sound("lefothyroxine") == sound("levothyroxin")
    True
    """
    for pattern, heard in _RULES:
        word = pattern.sub(heard, word)
    return word


@lru_cache(maxsize=4)
def name_index(knowledge: "Knowledge") -> Index:
    """Every name of our own table, squeezed, in its order; names of a download are found only as they stand."""
    folded: dict[str, str] = {}
    for name in getattr(knowledge.medicine_names, "own", knowledge.medicine_names):
        folded.setdefault(name.replace(" ", ""), name)
    begins: dict[tuple[int, int, str], list[str]] = {}
    for name in folded:
        if len(name) >= SHORTEST:
            begins.setdefault((len(name), 1, name[0]), []).append(name)
            begins.setdefault((len(name), 2, name[1]), []).append(name)
    return Index(folded, begins, sorted(name for name in folded if len(name) >= SHORTEST))


def _completions(typed: str, index: Index) -> list[Guess]:
    """Names that a word is the beginning of: «ciproflox», «levothyr». A long beginning is as good as a slip."""
    if len(typed) < STUMP:
        return []
    first = bisect_left(index.ordered, typed)
    found = []
    for name in index.ordered[first : first + MOST_COMPLETIONS]:
        if not name.startswith(typed):
            break
        rest = len(name) - len(typed)
        if rest <= REST and " " not in index.folded[name]:
            score = round(len(typed) / len(name), 2)
            clear = len(typed) > LOOKALIKE or rest <= NEARLY
            found.append(Guess(index.folded[name], SOUND + rest / 100, rest, score, clear))
    return found


def _near_at_first_sight(typed: str, most: int, index: Index) -> list[str]:
    """Names of about the same length that begin alike: with one of the first two letters or with its sound.

    most: how many letters longer or shorter. A name may stand in it twice. A word with other letters in both places is
    no slip that anyone would believe.
    """
    first, second = typed[:1], typed[1:2]
    keys = [(1, letter) for letter in dict.fromkeys((*_ALIKE.get(first, first), second))]
    keys += [(2, letter) for letter in dict.fromkeys((first, second))]
    names: list[str] = []
    for length in range(len(typed) - most, len(typed) + most + 1):
        for place, letter in keys:
            names += index.begins.get((length, place, letter), ())
    return names


def _differs_in_one_place(one: str, other: str) -> bool:
    """Whether two words are alike before and behind one place: «simvastin», «alendronzuur»."""
    shorter = min(len(one), len(other))
    start = next((place for place in range(shorter) if one[place] != other[place]), shorter)
    end = next((place for place in range(shorter - start) if one[-1 - place] != other[-1 - place]), shorter - start)
    return start + end >= max(ONE_PLACE, shorter - 1)


def guess_names(typed: str, index: Index) -> list[Guess]:
    """Names near a typed word (without blanks), nearest first; empty below five letters.

    A word of up to six letters may differ by one letter and keeps its first sound, one of up to nine by two, a longer
    one by three; one letter more where it sounds right.
    """
    if not SHORTEST <= len(typed) <= LONGEST:
        return []
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    allowed = 1 if len(typed) <= SHORT else 2 if len(typed) <= MIDDLE else 3
    most = next(cost for length, cost in COSTLIEST if len(typed) >= length)
    heard = sound(typed)
    guesses: list[Guess] = []
    strong = False  # a faint likeness is no guess of its own, but it makes another one doubtful
    names = _near_at_first_sight(typed, allowed + 1, index)
    found = process.extract(typed, names, scorer=OSA.distance, score_cutoff=allowed + 1, limit=80)
    for name, letters in {name: letters for name, letters, _ in found}.items():
        key = sound(name)
        sounds = min(OSA.distance(heard, key), letters)
        if letters > allowed and sounds > allowed - 1:
            continue
        same_start = heard[:1] == key[:1]
        swapped = sorted(typed) == sorted(name) and (letters == 1 or len(typed) > LOOKALIKE)
        faint = len(typed) <= SHORT and (not same_start or (sounds > 1 and not swapped))
        cost = SWAP * letters if swapped else LETTER * letters + SOUND * sounds
        if cost > most and not (cost <= most + 1 and _differs_in_one_place(typed, name)):
            continue
        score = round(1 - cost / max(len(typed), len(name)), 2)
        lookalike = cost > SOUND and (
            len(typed) < SHORT or len(name) <= len(typed) == SHORT or len(name) == len(typed) == LOOKALIKE
        )
        plausible = same_start and not lookalike and not faint
        strong = strong or not faint
        guesses.append(Guess(index.folded[name], cost, int(letters), score, plausible))
    guesses = [*(guesses if strong else ()), *_completions(typed, index)]
    best: dict[str, Guess] = {}
    for guess in sorted(guesses, key=lambda guess: (guess.cost, guess.name)):
        best.setdefault(guess.name, guess)
    return list(best.values())
