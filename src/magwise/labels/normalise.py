"""Printed text made comparable: one case, no accents, plain dashes and digits, with the way back to the original."""

import re
import unicodedata
from typing import NamedTuple

from magwise.labels.markup import strip_markup

_DASHES = "‐‑‒–—―−﹣－"
_FIXED = {
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys("\u00a0\u2009\u202f\u2007\u200a\u3000\t\u000b\u000c", " "),
    **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("®™©°¹²³⁴⁵⁶⁷⁸⁹⁰†‡*¤\u200b\u200c\u200d\ufeff\u00ad\u2060", " "),
    **dict.fromkeys("→⇒➔➜➡⟶⟹➙▶", ":"),
    **dict.fromkeys("●•▪■◦‣∙✓✔►", "\u2022"),
    "\r": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "…": ".",
    "µ": "u",
    "μ": "u",
    "ß": "s",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "æ": "a",
    "œ": "o",
    "ð": "d",
    "þ": "t",
    "ı": "i",
    "⁄": "/",
    "∕": "/",
    "×": "x",
    "｜": "|",
    "¦": "|",
    "\u00b7": "\u00b7",
    "⋅": "\u00b7",
    "½": "½",
    "¼": "¼",
    "¾": "¾",
}
# What folds to letters of its own.
_OWN = {letter: folded for letter, folded in _FIXED.items() if folded.isalpha() and folded.isascii()}
LETTERS = tuple(
    {**_OWN, **{letter.upper(): folded for letter, folded in _OWN.items() if len(letter.upper()) == 1}}.items()
)
# Letters that a scanner puts where digits stand, beside a digit: «1OO mg», «l50 mg», «1S0 mg»; «B6» is a name.
_LOOKALIKE = re.compile(r"[\dOoIl|SB](?<![^\W_].)[\dOoIl|SB]{0,11}(?=([.,]\d{1,4})?\s?(?:mg|mcg|µg|g|%)(?![^\W\d_]))")
_MENDED = str.maketrans("OoIl|SB", "0011158")


class _Fold(dict[int, str]):
    """Code point → folded text, worked out once for each character that occurs."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        folded = _FIXED.get(letter)
        if folded is None:
            plain = unicodedata.normalize("NFKD", letter)
            folded = "".join(part for part in plain if not unicodedata.combining(part)).lower()
            folded = "".join(_FIXED.get(part, part) for part in folded)
        if len(self) < 20_000:
            self[code] = folded
        return folded


_FOLD = _Fold()
# The same for a text of Latin-1, of which every letter folds to one: many times as fast.
_LATIN = bytes(ord(_FOLD[code]) for code in range(256))
# What a letter is beside digits: a digit «0», a letter like one «O», a decimal mark «.», or nothing of these.
_SHAPE = bytes(
    ord("0" if chr(code).isdigit() else "O" if chr(code) in "OoIl|SB" else "." if chr(code) in ".," else " ")
    for code in range(256)
)


class Text(NamedTuple):
    """A folded text. offsets: place in the original of every character, or None where the two run alike."""

    original: str
    folded: str
    offsets: tuple[int, ...] | None

    def origin(self, place: int) -> int:
        """The place in the original of a place in the folded text."""
        return place if self.offsets is None else self.offsets[place]


def fold(text: str) -> str:
    """Text as terms are compared: lower case, no accents, plain dashes and spaces.

    >>> fold("Magnésium – 1 500 mg*")
    'magnesium - 1 500 mg '
    """
    return text.translate(_FOLD)


def _mend(match: re.Match[str]) -> str:
    """The digits a scanner misread; the letters S and B count only behind a digit."""
    run = match[0]
    if run.isdigit() or run[0] in "SB" or not (match[1] or any(letter.isdigit() for letter in run)):
        return run
    return run.translate(_MENDED)


def normalise(text: str) -> Text:
    """The folded text, with digits that a scanner misread mended.

    >>> normalise("Magnésium 1OO mg").folded
    'magnesium 100 mg'
    """
    if "<" in text or "&" in text or '"' in text or "_" in text or "'" in text:
        stripped, places = strip_markup(text)
        if places is not None:
            inner = _fold_text(stripped)
            origins = places if inner.offsets is None else tuple(places[place] for place in inner.offsets)
            return Text(text, inner.folded, origins)
    return _fold_text(text)


def _fold_text(text: str) -> Text:
    try:
        plain = text.encode("latin-1")
    except UnicodeEncodeError:
        mended = _LOOKALIKE.sub(_mend, text)
    else:
        shape = plain.translate(_SHAPE)
        if b"0O" in shape or b"O0" in shape or b"O.0" in shape:
            plain = _LOOKALIKE.sub(_mend, text).encode("latin-1")
        return Text(text, plain.translate(_LATIN).decode("latin-1"), None)
    folded = mended.translate(_FOLD)
    if len(folded) == len(text):
        return Text(text, folded, None)
    offsets: list[int] = []
    for place, letter in enumerate(mended):
        offsets.extend([place] * len(_FOLD[ord(letter)]))
    return Text(text, folded, tuple(offsets))
