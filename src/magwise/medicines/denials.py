"""Whether an entry is taken: «geen …», «gestopt met …», «allergisch voor …» say no, «behalve», «nu» say yes after all.

A denial governs the name behind it, with nothing but light words between, or the one before it («omeprazol gestopt»).
What is unclear is doubtful: it counts as taken and is asked about.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from magwise.medicines.names import COLON, COMMA, ENDS, HARD, LINE, NEXT, STOP, Lists, Token

Stance = Literal["yes", "no", "doubtful"]
Kind = Literal["none", "stopped", "allergy", "positive", "weak", "maybe", "idle"]
KINDS: tuple[Kind, ...] = ("idle", "positive", "stopped", "allergy", "maybe", "none", "weak")
DENYING = ("none", "stopped", "allergy")
LONGEST_PHRASE = 5
SHARED, LOOSE = ("or", "slash"), ("and", "with", "plus", COMMA)


class Mark(NamedTuple):
    """Words that deny, or take a denial back. start, end: places among the words of the entry."""

    start: int
    end: int
    kind: Kind


class Denied(NamedTuple):
    """What an entry says of itself. why: none, stopped or allergy; header: it holds for the rest of the line too."""

    taken: Stance
    why: str = ""
    header: bool = False


TAKEN = Denied("yes")


def find_marks(tokens: Sequence[Token], lists: Lists) -> list[Mark]:
    """The phrases that deny or affirm, in order, the longest first at each place."""
    marks: list[Mark] = []
    place = 0
    while place < len(tokens):
        mark = _mark_at(tokens, place, lists)
        if mark is None:
            place += 1
        else:
            marks.append(mark)
            place = mark.end
    told = [mark for mark in marks if mark.kind != "allergy" or _names_an_allergy(tokens, mark, lists)]
    return _without_closed_remarks(tokens, told, lists)


def _names_an_allergy(tokens: Sequence[Token], mark: Mark, lists: Lists) -> bool:
    """Whether «allergic» says to what, and is no kind of illness: «Fosamax for allergic asthma»."""
    if tokens[mark.end - 1].word not in lists.adjectives or mark.end >= len(tokens):
        return True
    after = tokens[mark.end]
    return after.gap != NEXT or after.word in lists.prepositions or after.word in lists.openers


def _without_closed_remarks(tokens: Sequence[Token], marks: Sequence[Mark], lists: Lists) -> list[Mark]:
    """The marks without «geen allergieën», «no known drug allergies» and «allergies: none»: these deny no medicine."""
    kept: list[Mark] = []
    closed = False  # whether the last one kept is such a remark, which more of these words go on with
    for mark in marks:
        before = kept[-1] if kept else None
        pair = before is not None and {before.kind, mark.kind} == {"none", "allergy"}
        if before is not None and (pair or (closed and mark.kind in ("none", "allergy"))):
            between = tokens[before.end : mark.start]
            if all(token.word in lists.denials.light or token.word in lists.closed for token in between):
                kept[-1], closed = Mark(before.start, mark.end, "idle"), True
                continue
        kept.append(mark)
        closed = False
    return kept


def _mark_at(tokens: Sequence[Token], place: int, lists: Lists) -> Mark | None:
    for width in range(min(LONGEST_PHRASE, len(tokens) - place), 0, -1):
        words = tokens[place : place + width]
        if any(token.gap in ENDS for token in words[1:]):
            continue
        phrase = f" {' '.join(token.word for token in words)} "
        for kind in KINDS:
            if phrase in getattr(lists.denials, kind):
                return Mark(place, place + width, kind)
    return None


def leads(tokens: Sequence[Token], place: int, lists: Lists) -> bool:
    """Whether a word between two names belongs to the second: a joiner, «wel», «geen», or «gestopt» before «met»."""
    word = tokens[place].word
    if word in lists.hard_joiners or word in lists.either:
        return True
    mark = _mark_at(tokens[: place + 1], place, lists)
    if mark is None or mark.kind == "idle":
        return False
    return mark.kind != "stopped" or (place + 1 < len(tokens) and tokens[place + 1].word in lists.companions)


def judge(
    tokens: Sequence[Token], names: Sequence[int], dosed: bool, sep: str, before: Denied | None, lists: Lists
) -> Denied:
    """Whether an entry is taken.

    names: places of the words of its names, in order; empty where it names nothing. dosed: it has a strength or says
    how often. sep: what parts it from the entry before; before: what that one said.
    """
    marks = find_marks(tokens, lists)
    if not names:
        kinds = {mark.kind for mark in marks}
        if "maybe" in kinds:
            return Denied("doubtful", "maybe")
        return Denied("no", "none") if kinds & set(DENYING) else TAKEN
    led = _leading(tokens, names[0], marks, dosed, lists)
    behind = _trailing(tokens, names[-1], marks, lists)
    if led is not None and led.taken != "yes":
        again = any(mark.kind == "positive" and mark.start > names[-1] for mark in marks)
        return led._replace(taken="doubtful") if again else led
    if behind is not None:
        return behind
    if led is not None:
        return led
    return _inherited(tokens, names[0], dosed, sep, before, lists)


def _leading(tokens: Sequence[Token], name: int, marks: Sequence[Mark], dosed: bool, lists: Lists) -> Denied | None:
    """What the words before a name say of it; None where they say nothing."""
    place, told = name, []
    while place > 0:
        mark = next((mark for mark in marks if mark.end == place), None)
        if mark is not None and mark.kind != "idle":
            told.append(mark)
            place = mark.start
        elif mark is None and (tokens[place - 1].word in lists.denials.light or tokens[place - 1].word.isdigit()):
            place -= 1
        else:
            break
    if not told:
        return None
    denial = next((mark for mark in told if mark.kind in DENYING), None)
    if denial is None:
        return Denied("doubtful", "maybe") if any(mark.kind == "maybe" for mark in told) else TAKEN
    later = [mark for mark in told if mark.start >= denial.end]
    gaps = {token.gap for token in tokens[denial.end : name + 1]}
    parted = bool(gaps & {LINE, HARD, COMMA, STOP})
    if any(mark.kind == "positive" for mark in later) or (parted and any(mark.kind == "weak" for mark in later)):
        return TAKEN
    if denial.kind != "none" and sum(mark.kind in DENYING for mark in told) > 1:
        return Denied("doubtful", denial.kind)
    if denial.kind != "none" and (COLON in gaps or LINE in gaps):
        return Denied("no" if COLON in gaps or not dosed else "doubtful", denial.kind, header=True)
    if denial.kind == "none" and _says_how(tokens, name, lists):
        return Denied("doubtful", denial.kind)
    if parted:
        return TAKEN if dosed or (denial.kind == "none" and LINE in gaps) else Denied("doubtful", denial.kind)
    return Denied("no", denial.kind)


def _says_how(tokens: Sequence[Token], name: int, lists: Lists) -> bool:
    """Whether words of the same clause behind a name say how or why it is not taken: «nooit X samen met melk»."""
    for token in tokens[name + 1 :]:
        if token.gap in ENDS:
            return False
        if token.word in lists.openers or token.word in lists.companions:
            return True
    return False


def _trailing(tokens: Sequence[Token], name: int, marks: Sequence[Mark], lists: Lists) -> Denied | None:
    """What the words behind a name say of it: «gestopt», «niet meer», «(allergie)»; None where they say nothing."""
    behind = [mark for mark in marks if mark.start > name]
    for place, mark in enumerate(behind):
        heads = mark.kind == "allergy" and mark.end < len(tokens) and tokens[mark.end].gap == COLON
        if mark.kind not in DENYING or heads or _governs_what_follows(tokens, mark, lists):
            continue
        if any(other.kind in ("positive", "weak") for other in behind[place + 1 :]):
            return Denied("doubtful", mark.kind)
        if mark.kind != "none":
            return Denied("no", mark.kind)
        last = mark.end == len(tokens)
        near = all(token.word in lists.denials.light for token in tokens[name + 1 : mark.start])
        if last and near:
            return Denied("no", mark.kind)
        return Denied("doubtful", mark.kind)
    if any(mark.kind == "maybe" for mark in behind):
        return Denied("doubtful", "maybe")
    return None


def _governs_what_follows(tokens: Sequence[Token], mark: Mark, lists: Lists) -> bool:
    """Whether a denial behind a name speaks of something else: «Thyrax, gestopt met roken»."""
    if mark.end >= len(tokens) or tokens[mark.end].gap in ENDS:
        return False
    following = tokens[mark.end]
    if mark.kind == "none":
        return True
    if following.word not in lists.companions and following.word not in lists.taking:
        return False
    rest = [token for token in tokens[mark.end : mark.end + 4] if token.word not in lists.denials.light]
    return bool(rest)


def _inherited(
    tokens: Sequence[Token], name: int, dosed: bool, sep: str, before: Denied | None, lists: Lists
) -> Denied:
    """What the entry before says of this one: «geen X of Y», «allergisch voor X en Y», «allergieën: X, Y»."""
    if before is None or before.taken == "yes":
        return TAKEN
    led = [token.word for token in tokens[:name] if token.word not in lists.denials.light]
    if any(word not in lists.joiners and word not in lists.either for word in led):
        return TAKEN
    if any(token.gap == COLON for token in tokens[1 : name + 1]):
        return TAKEN
    if before.header and sep != LINE:
        return before
    if before.header and not dosed:
        return before
    if sep in SHARED and not dosed:
        return before
    if sep in ("and", "with", "plus"):
        return before if not dosed and before.why != "none" else Denied("doubtful", before.why)
    if sep == COMMA and not dosed:
        return Denied("doubtful", before.why)
    return TAKEN
