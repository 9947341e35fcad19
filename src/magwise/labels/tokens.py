"""From folded text to tokens: numbers, known terms, unknown words and punctuation, in the order of the print."""

import re
from decimal import Decimal
from itertools import accumulate

from msgspec import Struct

from magwise.labels.label import NumberRole
from magwise.labels.lexicon import MARK, MASS, UNKNOWN, Lexicon, Piece
from magwise.labels.normalise import Text

# What runs together is cut first: «mgmagnesium», «magnésium375mg».
_GLUED = r"mg(?=magn)|(?:m|rn)a[gq]n%s*(?=\d+(?:[.,]\d+)?\s?(?:mg|g|mmol|mcg|%%))"
_LETTER = r"[^\W\d_]"
_SCAN = re.compile(rf"({_GLUED % _LETTER}|\d+(?:[.,]\d+)*|[^\W\d_][^\W_]*|\.(?: ?\.)+|\S|\n)")
_SCAN_ASCII = re.compile(rf"({_GLUED % '[a-z]'}|[a-z][a-z0-9]*|\d+(?:[.,]\d+)*|\.(?: ?\.)+|\S|\n)", re.ASCII)
_JOINERS = frozenset("-'.\n")
_NO_PIECES: tuple[Piece, ...] = ()
LONGEST_NUMBER = 12


class Token(Struct, eq=False, gc=False):
    """One piece of the print.

    section: `number`, `word` (not known), `mark` (punctuation) or a section of the term files; after `find_amounts`
    also `quantity`, `percent` and `range`, after `find_names` also `name`, after `set_aside` also `aside` for a number
    that states no content. joins: what a small word joins (lexicon.py). value: the number, mg for a quantity; role:
    what the number is, where its surroundings say.
    """

    section: str
    key: str
    text: str
    start: int
    end: int
    pieces: tuple[Piece, ...] = ()
    votes: tuple[str, ...] = ()
    joins: int = 0
    value: Decimal | None = None
    other: Decimal | None = None
    kind: str = ""
    count: int = 0
    name: object = None
    role: NumberRole | None = None

    def __repr__(self) -> str:
        return f"<{self.section}:{self.key} {self.text!r} {self.value}>"


def tokenise(text: Text, lexicon: Lexicon) -> list[Token]:
    """The tokens of a text, longest known phrase first. Time grows with the length of the text, no faster."""
    # Blanks and pieces in turn: a piece starts where the blanks before it end.
    folded = text.folded
    split: list[str] = (_SCAN_ASCII if folded.isascii() else _SCAN).split(folded)
    edges = [*accumulate(map(len, split))]
    texts, starts, ends = split[1::2], edges[::2], edges[1::2]
    known = lexicon.words
    read_word = lexicon.read_word
    tokens: list[Token] = []
    add = tokens.append
    following_place = 0
    for place, word in enumerate(texts):
        if place < following_place:
            continue
        start = starts[place]
        entry = known.get(word)
        if entry is None:
            if word[0].isdigit():
                section = "number" if len(word) <= LONGEST_NUMBER else "mark"
                add(Token(section, "", word, start, ends[place]))
                continue
            if not word[0].isalpha():
                add(Token("mark", "", word if len(word) == 1 else "..", start, ends[place]))
                continue
            entry = read_word(word)
        if entry is UNKNOWN:
            add(Token("word", "", word, start, ends[place]))
            continue
        if entry is MARK:
            add(Token("mark", "", word, start, ends[place]))
            continue
        section, key, pieces, phrases, votes, odd, joins = entry
        last = place
        if phrases is not None:
            # The second word of a phrase stands next, or behind what joins them.
            for following in texts[place + 1 : place + 4]:
                if following in phrases:
                    for term in phrases[following]:
                        length = _phrase(term.rest, texts, place)
                        if length:
                            section, key, pieces, odd = term.section, term.key, _NO_PIECES, False
                            last = place + length - 1
                            break
                if last > place or following not in _JOINERS:
                    break
        if odd:
            if word == "mg":
                if _is_symbol(text, start, tokens, texts, place, lexicon):
                    section, key = "magnesium", "symbol"
            elif "magn" in word:
                whole = _broken_word(texts, starts, place, lexicon)
                if whole:
                    section, key, pieces, last = "magnesium", "compound", whole, place + 2
            elif key.startswith(MASS) and not (tokens and tokens[-1].section == "number"):
                key = ""
            else:
                _add_glued(word, key, start, tokens)
                continue
        following_place = last + 1
        add(Token(section, key, word, start, ends[last], pieces, votes, joins))
    return tokens


def _add_glued(word: str, key: str, start: int, tokens: list[Token]) -> None:
    """«1 Tablet2 Tablets», «100mg24%»: a unit and the number of the next column that ran together."""
    stem = word.rstrip("0123456789")
    middle = start + len(stem)
    tokens.append(Token("mass" if key.startswith(MASS) else "units", key.removeprefix(MASS), stem, start, middle))
    digits = word[len(stem) :]
    section = "number" if len(digits) <= LONGEST_NUMBER else "mark"
    tokens.append(Token(section, "", digits, middle, start + len(word)))


def _broken_word(texts: list[str], starts: list[int], place: int, lexicon: Lexicon) -> tuple[Piece, ...]:
    """The parts of a word that was broken at the end of a line: «Magnesiumcarbo- nat»; empty when it was not."""
    if place + 2 >= len(texts) or texts[place + 1] != "-" or not texts[place + 2].isalpha():
        return _NO_PIECES
    if starts[place + 2] <= starts[place + 1] + 1:
        return _NO_PIECES
    whole = lexicon.split_word(texts[place] + texts[place + 2])
    return whole if len(whole) > 1 and whole[-1].key != "unspecified" else _NO_PIECES


def _is_symbol(text: Text, start: int, tokens: list[Token], texts: list[str], place: int, lexicon: Lexicon) -> bool:
    """Whether «Mg» is the metal's symbol and not milligrams: no number before it, printed «Mg» or before an anion."""
    if tokens and (tokens[-1].section == "number" or tokens[-1].text in "½¼¾"):
        return False
    place_in_print = text.origin(start)
    if text.original[place_in_print : place_in_print + 2] == "Mg":
        return True
    following = texts[place + 1] if place + 1 < len(texts) else ""
    return following[:1].isalpha() and lexicon.read_word(following).section == "anions"


def _phrase(rest: tuple[str, ...], texts: list[str], place: int) -> int:
    """How many scanned pieces the phrase takes from here, or 0 where it does not stand here."""
    at = place + 1
    total = len(texts)
    for piece in rest:
        skipped = 0
        while at < total and texts[at] != piece and texts[at] in _JOINERS and skipped < 2:
            if texts[at] == "\n" and texts[at - 1] == ".":
                return 0  # «… daily.» ends its sentence before «Serving size»
            at += 1
            skipped += 1
        if at >= total or texts[at] != piece:
            return 0
        at += 1
    return at - place
