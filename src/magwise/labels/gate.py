"""A quick look whether a text can name magnesium at all, so that most texts of a catalogue need no reading.

The gate is made from the words of the lexicon. It lets through every text in which the reader would find a name of
magnesium, and some more; what it holds back is read as «names no magnesium» without a doubt. A test holds it to that.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from magwise.labels.lexicon import Lexicon, misreadings
from magwise.labels.normalise import LETTERS, fold
from magwise.labels.substances import is_own_name

_SYMBOL = "Mg"
_END = "\0"
_LEAST = 5  # a shorter word stands in too many others and is looked for as a word
_BEGINNING = 5  # so much of words that begin alike is sought at first
# What every spelling of the metal's name holds, also those that a scanner misread (lexicon.split_word).
_STEMS = ("magn", "maqn", "rnaqn", "rnagn", "wagn", "vvagn", "nesium", "nesiurn")
# Letters of another script: Greek (but for the sign of micro), Cyrillic, Hebrew, Arabic, Thai, Chinese, Korean.
FOREIGN = re.compile(
    "[\u0370-\u03bb\u03bd-\u03ff\u0400-\u052f\u0590-\u06ff\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"
)
_AFTER_MG = re.compile(r"mg\s+(?=([^\W\d_][^\W_]*))")


class Gate:
    """Made once for a lexicon; `opens` is asked of every text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        needles: set[str] = {*_STEMS}
        short: set[str] = set()
        phrases: set[tuple[str, ...]] = set()
        for first, terms in lexicon.terms.items():
            for term in terms:
                named = term.section == "magnesium" or (
                    term.section == "substances" and is_own_name(first, term.key, lexicon)
                )
                pieces = (first, *term.rest)
                if not named or any(stem in piece for piece in pieces for stem in _STEMS):
                    continue
                if len(pieces) > 1:
                    phrases.add(tuple(_plain(piece) for piece in pieces))
                    continue
                # Only a term of one word is known when it is misread.
                for word in misreadings(first):
                    (needles if len(word) >= _LEAST else short).add(word)
        self._needles = (*_STEMS, *sorted(needles.difference(_STEMS)))
        self._short = (*sorted(short), _SYMBOL.lower())
        self._phrases = tuple(sorted(phrases))
        either = "|".join(re.escape(word) for word in sorted(short))
        self._words = re.compile(rf"(?<![a-z])(?:{either})(?![a-z0-9])")
        words = {*needles, *self._short}
        # A phrase is found by a word that is sought already, or else by its longest one.
        for phrase in sorted(phrases):
            words.add(next((piece for piece in phrase if piece in words), max(phrase, key=len)))
        self._first = _shortest(words)

    def opens(self, text: str) -> bool:
        """Whether the text may name magnesium. False is certain, True is not.

        >>> from magwise.knowledge.load import load_knowledge
        >>> gate = Gate(Lexicon(load_knowledge()))
        >>> gate.opens("Zinc 10 mg"), gate.opens("MAGNÉSIUM 10 mg"), gate.opens("Mg 200"), gate.opens("Epsom salt")
        (False, True, True, True)
        """
        return self._opens(text, _plain(text))

    def open_all(self, texts: Sequence[str]) -> list[bool]:
        """`opens` of many texts, in their order. They are looked through as one, which is faster."""
        plains = [_plain(text) for text in texts]
        whole = _repaired(_END.join(plains))
        ends = list(_find(_END, whole))
        if len(ends) >= len(texts):
            return [self._opens(text, plain) for text, plain in zip(texts, plains, strict=True)]
        opened = [False] * len(texts)
        rows = {bisect_left(ends, place) for word in self._first for place in _find(word, whole)}
        rows.update(row for row, text in enumerate(texts) if not text.isascii() and FOREIGN.search(text) is not None)
        for row in rows:
            opened[row] = self._opens(texts[row], plains[row])
        return opened

    def _opens(self, text: str, plain: str) -> bool:
        for needle in self._needles:
            if needle in plain:
                return True
        if _SYMBOL in text or FOREIGN.search(text) is not None:
            return True
        for phrase in self._phrases:
            if all(piece in plain for piece in phrase):
                return True
        for word in self._short:
            if word in plain:
                return self._looks_closer(text)
        return False

    def _looks_closer(self, text: str) -> bool:
        """Short words as words, and «mg» as a symbol before the name of an anion."""
        folded = fold(text)
        if self._words.search(folded):
            return True
        return any(self._lexicon.read_word(word).section == "anions" for word in _AFTER_MG.findall(folded))


def _repaired(plain: str) -> str:
    """A text with the letters for which a scanner put digits; every word keeps its place."""
    return plain.replace("0", "o").replace("1", "l").replace("q", "g")


def _shortest(words: set[str]) -> tuple[str, ...]:
    """What to look for in a repaired text so that no text with one of these words is missed: fewer and shorter words.

    A word that holds another one is found by the other one; words that begin alike are found by their beginning.

    >>> _shortest({"bittersalz", "bitterzout", "b1tterzout", "magn", "ultramagn"})
    ('bitte', 'bltterzout', 'magn')
    """
    repaired = {_repaired(word) for word in words}
    alone = [one for one in repaired if not any(other != one and other in one for other in repaired)]
    begun = Counter(one[:_BEGINNING] for one in alone)
    return tuple(sorted({one[:_BEGINNING] if begun[one[:_BEGINNING]] > 1 else one for one in alone}))


def _find(word: str, text: str) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def _plain(text: str) -> str:
    """The letters a to z of a text as folding gives them, with everything else that is not ASCII left out."""
    try:
        return text.encode("latin-1").translate(_LATIN).decode()
    except UnicodeEncodeError:
        return _plain_beyond(text)


def _plain_beyond(text: str) -> str:
    """The same for any text, at more cost."""
    plain = unicodedata.normalize("NFKD", text)
    for letter, folded in LETTERS:
        if letter in plain:
            plain = plain.replace(letter, folded)
    return plain.encode("ascii", "ignore").decode().lower()


# The same for the letters of Latin-1; what gives no letter or two is no part of a name.
_LATIN = "".join(one if len(one) == 1 else " " for one in map(_plain_beyond, map(chr, range(256)))).encode()
