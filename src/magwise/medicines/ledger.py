"""What became of every word that was typed: its role, so that it can be shown back and none is lost."""

from collections.abc import Collection, Sequence

from magwise.medicines.denials import DENYING, find_marks
from magwise.medicines.names import NEXT, Lists, Token
from magwise.medicines.records import Word


def tell_words(
    text: str, span: tuple[int, int], tokens: Sequence[Token], named: Collection[int], lists: Lists
) -> tuple[tuple[Word, ...], bool]:
    """Everything typed between two places, in order, each with its role; marks between words are fillers.

    named: where the words of names start. Also whether the entry is dosed: it has a strength or says how often.
    """
    denying = {
        place for mark in find_marks(tokens, lists) if mark.kind in DENYING for place in range(mark.start, mark.end)
    }
    roles = [
        "name" if token.start in named else "negation" if place in denying else _role(tokens, place, lists)
        for place, token in enumerate(tokens)
    ]
    words: list[Word] = []
    last = span[0]
    for token, role in zip(tokens, roles, strict=True):
        words += [Word(mark, "filler") for mark in text[last : max(last, token.start)].split()]
        if token.end > last:
            words.append(Word(text[max(last, token.start) : token.end], role))
        last = max(last, token.end)
    words += [Word(mark, "filler") for mark in text[last : span[1]].split()]
    dosed = "strength" in roles or "frequency" in roles or any(token.word.isdigit() for token in tokens)
    return tuple(words), dosed


def _role(tokens: Sequence[Token], place: int, lists: Lists) -> str:
    """The role of a word that is no name and no denial."""
    word = tokens[place].word
    if word.isdigit():
        near = place + 1 < len(tokens) and tokens[place + 1].gap == NEXT
        after = tokens[place + 1].word if near else ""
        kind = lists.roles.get(after, "")
        return kind if kind in ("frequency", "time") and after not in lists.masses else "strength"
    role = lists.roles.get(word)
    if role in ("time", "frequency", "strength", "form", "route", "maker"):
        return role
    if tokens[place].aside and not tokens[place].depth:
        return "reason"
    if role is not None:
        return role
    if tokens[place].plain or word in lists.common or len(word) == 1:
        return "filler"
    return "reason" if word in lists.not_medicines else "unknown"
