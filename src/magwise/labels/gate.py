"""A quick look whether a text can name magnesium at all, so that most texts of a catalogue need no reading.

The gate is made from the words of the lexicon. It lets through every text in which the reader would find a name of
magnesium, and some more; what it holds back is read as «names no magnesium» without a doubt. A test holds it to that.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from magwise.labels.lexicon import Lexicon, misreadings
from magwise.labels.normalise import LETTERS, fold
from magwise.labels.substances import is_own_name

_SYMBOL = "Mg"
_END = "\0"
_LEAST = 5  # a shorter word stands in too many others and is looked for as a word
# What every spelling of the metal's name holds, also those that a scanner misread (lexicon.split_word).
_STEMS = ("magn", "rnagn", "wagn", "vvagn", "nesium", "nesiurn")
_AFTER_MG = re.compile(r"mg\s+(?=([^\W\d_][^\W_]*))")


class Gate:
    """Made once for a lexicon; `opens` is asked of every text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        needles: set[str] = set(_STEMS)
        short: set[str] = set()
        for first, terms in lexicon.terms.items():
            for term in terms:
                named = term.section == "magnesium" or (
                    term.section == "substances" and is_own_name(first, term.key, lexicon)
                )
                pieces = (first, *term.rest)
                if named and not any(stem in piece for piece in pieces for stem in _STEMS):
                    # Only a term of one word is known when it is misread; a longer one is seen by its longest word.
                    sought = misreadings(first) if len(pieces) == 1 else {max(reversed(pieces), key=len)}
                    for word in sought:
                        (needles if len(word) >= _LEAST else short).add(word)
        self._needles = tuple(sorted(needles))
        self._short = tuple(sorted(short))
        words = "|".join(re.escape(word) for word in self._short)
        self._words = re.compile(rf"(?<![a-z])(?:{words})(?![a-z0-9])")
        every = {*needles, *short, _SYMBOL.lower()}
        # Every word that is looked for holds one of these.
        self._first = tuple(sorted(one for one in every if not any(other != one and other in one for other in every)))

    def opens(self, text: str) -> bool:
        """Whether the text may name magnesium. False is certain, True is not.

        >>> from magwise.knowledge.load import load_knowledge
        >>> gate = Gate(Lexicon(load_knowledge()))
        >>> gate.opens("Zinc 10 mg"), gate.opens("MAGNÉSIUM 10 mg"), gate.opens("Mg 200"), gate.opens("Epsom salt")
        (False, True, True, True)
        """
        plain = _plain(text)
        if any(needle in plain for needle in self._needles) or _SYMBOL in text:
            return True
        if any(word in plain for word in (*self._short, _SYMBOL.lower())):
            return self._looks_closer(text)
        return False

    def open_all(self, texts: Sequence[str]) -> list[bool]:
        """`opens` of many texts, in their order. They are looked through as one, which is faster."""
        if any(_END in text for text in texts):
            return [self.opens(text) for text in texts]
        plain = _plain(_END.join(texts))
        ends = list(_find(_END, plain))
        rows = {bisect_left(ends, place) for word in self._first for place in _find(word, plain)}
        return [row in rows and self.opens(text) for row, text in enumerate(texts)]

    def _looks_closer(self, text: str) -> bool:
        """Short words as words, and «mg» as a symbol before the name of an anion."""
        folded = fold(text)
        if self._words.search(folded):
            return True
        return any(self._lexicon.read_word(word).section == "anions" for word in _AFTER_MG.findall(folded))


def _find(word: str, text: str) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def _plain(text: str) -> str:
    """The letters a to z of a text as folding gives them, with everything else that is not ASCII left out."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    for letter, folded in LETTERS:
        if letter in plain:
            plain = plain.replace(letter, folded)
    return plain.encode("ascii", "ignore").decode().lower()
