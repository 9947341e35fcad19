"""Names that are nearly right: what someone may have meant, and how sure that is.

A typed word is compared with every name of five letters or more, letter by letter and by sound. rapidfuzz is loaded
here and only when a word was not found as it stands.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge

SHORTEST = 5
SHORT = 6
LOOKALIKE = 7
MIDDLE = 9
LETTER, SOUND, SWAP = 0.25, 0.75, 0.5
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
    """Names without blanks. folded: squeezed → folded name; long: the squeezed names that typos are looked for in."""

    folded: dict[str, str]
    long: list[str]


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
    return Index(folded, [name for name in folded if len(name) >= SHORTEST])


def guess_names(typed: str, index: Index) -> list[Guess]:
    """Names near a typed word (without blanks), nearest first; empty below five letters.

    A word of up to six letters may differ by one letter and keeps its first sound, one of up to nine by two, a longer
    one by three; one letter more where it sounds right.
    """
    if len(typed) < SHORTEST:
        return []
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    allowed = 1 if len(typed) <= SHORT else 2 if len(typed) <= MIDDLE else 3
    heard = sound(typed)
    guesses: list[Guess] = []
    strong = False  # a faint likeness is no guess of its own, but it makes another one doubtful
    near = process.extract(typed, index.long, scorer=OSA.distance, score_cutoff=allowed + 1, limit=40)
    for name, letters, _ in near:
        key = sound(name)
        sounds = min(OSA.distance(heard, key), letters)
        if letters > allowed and sounds > allowed - 1:
            continue
        same_start = heard[:1] == key[:1]
        swapped = sorted(typed) == sorted(name) and (letters == 1 or len(typed) > LOOKALIKE)
        faint = len(typed) <= SHORT and (not same_start or (sounds > 1 and not swapped))
        cost = SWAP * letters if swapped else LETTER * letters + SOUND * sounds
        score = round(1 - cost / max(len(typed), len(name)), 2)
        lookalike = cost > SOUND and (
            len(typed) < SHORT or len(name) <= len(typed) == SHORT or len(name) == len(typed) == LOOKALIKE
        )
        plausible = same_start and not lookalike and not faint
        strong = strong or not faint
        guesses.append(Guess(index.folded[name], cost, int(letters), score, plausible))
    return sorted(guesses, key=lambda guess: (guess.cost, guess.name)) if strong else []
