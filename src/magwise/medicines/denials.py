"""Whether an entry is taken: «geen …», «gestopt met …», «allergisch voor …» say no, «behalve», «nu» say yes after all.

A denial governs the name behind it, with nothing but light words between, or the one before it («omeprazol gestopt»).
What is unclear is doubtful: it counts as taken and is asked about.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from magwise.medicines.names import COLON, COMMA, DASH, ENDS, HARD, LINE, NEXT, OPEN, STOP, Lists, Token

Stance = Literal["yes", "no", "doubtful"]
How = Literal["", "led", "past", "swapped", "behind", "inherited", "told", "headed"]
DENYING = ("none", "stopped", "allergy")
LEADING = ("past", "instead")  # these speak of the name behind them only
AFFIRMING = ("positive", "swapped")
PARTED = (LINE, HARD, COMMA, STOP, DASH)
LONGEST_PHRASE = 5
HEADING = 4  # words of a heading, at most
SENTENCE = 5  # words behind a name that a doubt about it stands among, when a new sentence has begun
REASON = 3  # words from «for» to the illness that a medicine is for
WISH_REACH = 5  # words between a wish and the stop that it speaks of, at most
SHARED, LOOSE = ("or", "slash"), ("and", "with", "plus", COMMA)


class Mark(NamedTuple):
    """Words that say whether something is taken. start, end: places among the words; kind: what they say."""

    start: int
    end: int
    kind: str


class Denied(NamedTuple):
    """What an entry says of itself.

    why: none, stopped, allergy or maybe; header: it holds for the rest of the line too; how: where it is said,
    before the name (led, past, swapped), behind it, in the entry before (inherited), in a clause around it
    (told), or in a heading (headed); apart: behind it, in a clause of its own.
    """

    taken: Stance
    why: str = ""
    header: bool = False
    how: How = ""
    apart: bool = False


class Said(NamedTuple):
    """An entry of a list as the others see it.

    sep: what parts it from the one before; dosed: it has a strength or hours; closes: it holds a joiner of its own
    («en lisinopril en hydrochloorthiazide»), or begins with one; ends_all: «allebei», «all».
    """

    denied: Denied
    sep: str
    dosed: bool
    names: tuple[int, ...]
    closes: bool
    ends_all: bool


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
    told = [_as_wished(tokens, mark, lists) for mark in told]
    return _without_closed_remarks(tokens, told, lists)


def _as_wished(tokens: Sequence[Token], mark: Mark, lists: Lists) -> Mark:
    """A stop that is only wanted is none («wil stoppen met»); an allowed or due one is asked about («mag stoppen»)."""
    if mark.kind != "stopped":
        return mark
    for place in range(mark.start - 1, max(mark.start - 1 - WISH_REACH, -1), -1):
        if tokens[place].word in lists.denials.duties:
            return mark._replace(kind="maybe")
        if tokens[place].word in lists.denials.wishes:
            return mark._replace(kind="idle")
        if tokens[place + 1].gap in PARTED:
            return mark
    return mark


def _names_an_allergy(tokens: Sequence[Token], mark: Mark, lists: Lists) -> bool:
    """Whether «allergic» says to what, and is no kind of illness: «Fosamax for allergic asthma»."""
    reason = any(token.word in lists.story.reasons for token in tokens[max(0, mark.start - REASON) : mark.start])
    heads = mark.end < len(tokens) and tokens[mark.end].gap == COLON
    if reason and mark.start > 1 and not heads:
        return False  # «for seasonal allergies»
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
    return phrase_at(tokens, place, lists.denials.heads, lists.denials.kinds)


def phrase_at(tokens: Sequence[Token], place: int, heads: frozenset[str], kinds: Mapping[str, str]) -> Mark | None:
    """The longest phrase that begins here, within a clause; None where none does. kinds: phrase → what it says."""
    if tokens[place].word not in heads:
        return None
    for width in range(min(LONGEST_PHRASE, len(tokens) - place), 0, -1):
        words = tokens[place : place + width]
        if any(token.gap in ENDS for token in words[1:]):
            continue
        kind = kinds.get(" ".join(token.word for token in words))
        if kind is not None:
            return Mark(place, place + width, kind)
    return None


def swaps(tokens: Sequence[Token], lists: Lists) -> bool:
    """Whether words between two names say that the one came for the other: «overgezet op»."""
    return any(mark.kind == "swapped" for mark in find_marks(tokens, lists))


def begin_of(tokens: Sequence[Token], after: int, name: int, lists: Lists) -> int:
    """Where the entry of a second name begins: with the joiner or the words that lead to it («maar wel», «ipv»).

    after: where the name before it ends; name: where this one begins.
    """
    start = name
    while start > after and _leads(tokens, start - 1, lists) and not is_within_mark(tokens, start - 1, lists):
        start -= 1
    place = start
    while place > after:
        mark = next((mark for mark in find_marks(tokens[after:place], lists) if after + mark.end == place), None)
        if mark is not None:
            linked = place < name and not any(token.word in lists.hard_joiners for token in tokens[place:name])
            leads = mark.kind in (*LEADING, "swapped") or (mark.kind in ("allergy", "stopped") and linked)
            start = after + mark.start if leads else start
            break
        if tokens[place - 1].word not in lists.denials.light:
            break
        place -= 1
    return start


def is_within_mark(tokens: Sequence[Token], place: int, lists: Lists) -> bool:
    """Whether a word goes on with such a phrase: the «with» of «replaced with»."""
    first = max(0, place - LONGEST_PHRASE)
    marks = find_marks(tokens[first : place + 1], lists)
    return any(first + mark.start < place < first + mark.end for mark in marks)


def _leads(tokens: Sequence[Token], place: int, lists: Lists) -> bool:
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
        head = next((mark for mark in marks if mark.kind in ("stopped", "allergy") and mark.end < len(tokens)), None)
        if head is not None and tokens[head.end].gap == COLON:
            return Denied("no", head.kind, header=True, how="led")
        return Denied("no", "none") if kinds & set(DENYING) else TAKEN
    led = _leading(tokens, names[0], marks, dosed, lists)
    if led is not None and led.taken == "no" and _names_two(names, marks):
        led = led._replace(taken="doubtful")  # «switched from Synthroid to Armour»: one substance, two products
    behind = _trailing(tokens, names[-1], marks, lists)
    if led is not None and led.how == "past" and behind is not None and behind.taken == "no":
        return behind
    if led is not None and led.taken != "yes":
        again = any(mark.start > names[-1] and _is_again(tokens, mark, lists) for mark in marks)
        return led._replace(taken="doubtful") if again else led
    if led is not None and led.taken == "yes" and behind is not None and behind.why == "none":
        return led  # «behalve X slik ik niks»
    if behind is not None:
        return behind
    if led is not None:
        return led
    return _inherited(tokens, names[0], dosed, sep, before, lists)


def _names_two(names: Sequence[int], marks: Sequence[Mark]) -> bool:
    """Whether words of another sort stand among the names, and something was given up for something else."""
    apart = any(after - before > 1 for before, after in pairwise(names))
    return apart and any(mark.kind in ("instead", "swapped") for mark in marks)


def _leading(tokens: Sequence[Token], name: int, marks: Sequence[Mark], dosed: bool, lists: Lists) -> Denied | None:
    """What the words before a name say of it; None where they say nothing."""
    head = next((mark for mark in reversed(marks) if mark.end <= name and _heads(tokens, mark, name)), None)
    if head is not None:
        return Denied("no", head.kind, header=True, how="led")
    place, told, heading = name, [], _heading(tokens, name)
    while place > 0:
        mark = next((mark for mark in marks if mark.end == place), None)
        if mark is not None and mark.kind != "idle":
            told.append(mark)
            place = mark.start
        elif mark is None and (_is_light(tokens[place - 1], lists) or tokens[place].gap == OPEN or place <= heading):
            place -= 1  # «allergic to NSAIDs (ibuprofen)»: what stands before the bracket is the same thing
        else:
            break
    denial = next((mark for mark in told if mark.kind in DENYING), None)
    if denial is not None:
        return _denied(tokens, name, denial, told, dosed, lists)
    return _hinted(told)


def _heads(tokens: Sequence[Token], mark: Mark, name: int) -> bool:
    """Whether «allergieën:» heads a list within a sentence that a name stands in: «allergies: sulfa, codeine»."""
    if mark.kind != "allergy" or mark.end > name or tokens[mark.end].gap != COLON:
        return False
    return not any(token.gap in (STOP, LINE, HARD, COLON) for token in tokens[mark.end + 1 : name + 1])


def _is_light(token: Token, lists: Lists) -> bool:
    return token.word in lists.denials.light or token.word.isdigit() or token.word in lists.masses


def _hinted(told: Sequence[Mark]) -> Denied | None:
    """What words before a name that deny nothing say of it, the nearest first; None where there are none."""
    for mark in told:
        if mark.kind == "instead":
            return Denied("no", "stopped", how="led")
        if mark.kind in AFFIRMING:
            return Denied("yes", how="swapped" if mark.kind == "swapped" else "led")
        if mark.kind in ("maybe", "past"):
            return Denied("doubtful", "maybe", how="past" if mark.kind == "past" else "led")
    return TAKEN if told else None


def _denied(
    tokens: Sequence[Token], name: int, denial: Mark, told: Sequence[Mark], dosed: bool, lists: Lists
) -> Denied:
    """What a denial before a name says of it, with the other words before it. told: the nearest first."""
    if tokens[denial.start].gap == HARD and any(token.gap == LINE for token in tokens[denial.end : name + 1]):
        return TAKEN  # the head of a column: «Middel;Start;Stop»
    if denial.kind == "none" and any(token.word in lists.story.today for token in tokens):
        return Denied("doubtful", "maybe", how="led")  # «vandaag nog geen X genomen»
    later = [mark for mark in told if mark.start >= denial.end]
    gaps = {token.gap for token in tokens[denial.end : name + 1]}
    parted = bool(gaps & set(PARTED))
    if any(mark.kind == "instead" for mark in later):
        return Denied("no", "stopped", how="led")
    if any(mark.kind in AFFIRMING for mark in later) or (parted and any(mark.kind == "weak" for mark in later)):
        return Denied("yes", how="swapped" if any(mark.kind == "swapped" for mark in later) else "led")
    if denial.kind != "none" and sum(mark.kind in DENYING for mark in told) > 1:
        return Denied("doubtful", denial.kind, how="led")
    if denial.kind != "none" and LINE in gaps and _heading(tokens, name):
        return Denied("no", denial.kind, header=True, how="headed")
    if denial.kind != "none" and (COLON in gaps or LINE in gaps):
        return Denied("no" if COLON in gaps or not dosed else "doubtful", denial.kind, header=True, how="led")
    if denial.kind == "none" and _says_how(tokens, name, lists):
        return Denied("doubtful", denial.kind, how="led")
    if parted:
        taken = dosed or (denial.kind == "none" and LINE in gaps)
        return TAKEN if taken else Denied("doubtful", denial.kind, how="led")
    return Denied("no", denial.kind, how="led")


def _heading(tokens: Sequence[Token], name: int) -> int:
    """How many words the short line without names has that opens an entry («GESTOPTE MEDICATIE»); 0 where none does."""
    line = next((place for place in range(1, name + 1) if tokens[place].gap == LINE), 0)
    return line if line <= HEADING and not any(token.gap in (COMMA, HARD) for token in tokens[1:line]) else 0


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
        if _ends_between(tokens, name, mark.start) and not _goes_back(tokens, mark, lists):
            continue
        apart = any(token.gap in PARTED for token in tokens[name + 1 : mark.start + 1])
        rest = [one for one in behind[place + 1 :] if not _ends_between(tokens, mark.start, one.start)]
        again = any(_is_again(tokens, one, lists) for one in behind[place + 1 :])
        if again or any(other.kind in ("positive", "weak") for other in rest):
            return Denied("doubtful", mark.kind, how="behind", apart=apart)
        if mark.kind != "none":
            return Denied("no", mark.kind, how="behind", apart=apart)
        if any(token.gap == LINE for token in tokens[name + 1 : mark.start + 1]):
            continue  # «… 's middags: niks»
        last = mark.end == len(tokens) or tokens[mark.end].gap in PARTED
        near = all(token.word in lists.denials.light for token in tokens[name + 1 : mark.start])
        return Denied("no" if last and near else "doubtful", mark.kind, how="behind", apart=apart)
    if any(mark.kind == "maybe" and not _is_elsewhere(tokens, name, mark) for mark in behind):
        return Denied("doubtful", "maybe", how="behind")
    return None


def _is_again(tokens: Sequence[Token], mark: Mark, lists: Lists) -> bool:
    """Whether words say that it was begun again, or goes on: «weer begonnen», «still»."""
    phrase = " ".join(token.word for token in tokens[mark.start : mark.end])
    dosed = mark.end < len(tokens) and tokens[mark.end].word.isdigit()  # «but now 88»
    return mark.kind == "positive" and (phrase in lists.denials.again or dosed)


def _ends_between(tokens: Sequence[Token], first: int, last: int) -> bool:
    return any(token.gap == STOP for token in tokens[first + 1 : last + 1])


def _goes_back(tokens: Sequence[Token], mark: Mark, lists: Lists) -> bool:
    """Whether a denial in a later sentence is about the name before: it opens that one, or is short, or says «daar»."""
    first = next(place for place in range(mark.start, -1, -1) if tokens[place].gap == STOP)
    last = next((place for place in range(mark.end, len(tokens)) if tokens[place].gap in ENDS), len(tokens))
    words = [token.word for token in tokens[first:last]]
    return first == mark.start or len(words) <= SENTENCE or any(word in lists.story.it for word in words)


def _is_elsewhere(tokens: Sequence[Token], name: int, mark: Mark) -> bool:
    """Whether a doubt stands in another sentence, about something else: «X. It is scary, I don't know why»."""
    return _ends_between(tokens, name, mark.start) and mark.start - name > SENTENCE


def _governs_what_follows(tokens: Sequence[Token], mark: Mark, lists: Lists) -> bool:
    """Whether a denial behind a name speaks of something else: «Thyrax, gestopt met roken»."""
    if mark.end >= len(tokens) or tokens[mark.end].gap in PARTED:
        return False
    following = tokens[mark.end]
    if mark.kind == "none":
        return True
    if mark.kind == "allergy":  # «X, ik kan niet tegen lactose»
        end = next((at for at in range(mark.end, len(tokens)) if tokens[at].gap in PARTED), len(tokens))
        passed = lists.denials.light | lists.openers
        return any(not one.word.isdigit() and one.word not in passed for one in tokens[mark.end : end])
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
    if before.how == "headed":
        return before if sep == LINE else before._replace(how="inherited")
    inherited = before._replace(how="inherited", apart=False)
    if before.header and sep == STOP:
        return TAKEN if dosed else inherited._replace(taken="doubtful", header=False)
    if before.header and (sep != LINE or not dosed):
        return inherited
    if sep in SHARED and not dosed:
        return inherited
    if sep in ("and", "with", "plus"):
        return inherited if not dosed and before.why != "none" else inherited._replace(taken="doubtful")
    if sep == COMMA and not dosed:
        return inherited._replace(taken="doubtful")
    return TAKEN


def settle(told: Sequence[Said]) -> list[Denied]:
    """What the entries of a list say of those before them, once all are read: «had X en Y, nu gestopt».

    Only within a sentence, and never of an entry with a dose of its own.
    """
    found = [one.denied for one in told]
    for place, one in enumerate(told):
        if one.denied.how == "swapped" and place:
            _drop_what_was_swapped(found, told, place)
        if one.ends_all and (one.denied.taken, one.denied.why) == ("no", "stopped"):
            _stop_all_before(found, told, place)
        elif one.denied.how == "behind" and one.denied.taken == "no" and one.denied.why == "stopped":
            _stop_those_before(found, told, place)
        if one.denied.how == "inherited" and one.closes and one.denied.why != "maybe":
            _close_list(found, told, place)
    return found


def _drop_what_was_swapped(found: list[Denied], told: Sequence[Said], place: int) -> None:
    before, sep = told[place - 1], told[place].sep
    if sep in (LINE, STOP) or not before.names or found[place - 1].taken == "no":
        return
    sure = sep in (NEXT, HARD) or before.denied.how == "past"
    found[place - 1] = Denied("no" if sure else "doubtful", "stopped", how="behind")


def _stop_those_before(found: list[Denied], told: Sequence[Said], place: int) -> None:
    """«A, B en C gestopt» leaves A and B in doubt; after a word of the past («had A en B, …») they stopped too."""
    links = ("and", "or") if not told[place].denied.apart else ("and", "or", COMMA)
    for before in range(place - 1, -1, -1):
        if told[before + 1].sep not in links or told[before].dosed or not told[before].names:
            return
        past = found[before].how == "past" or (found[before].how == "inherited" and found[before].why == "maybe")
        if found[before].taken == "no" or (found[before].how and not past):
            return
        found[before] = Denied("no" if past else "doubtful", "stopped", how="behind")
        links = ("and", "or", COMMA)


def _stop_all_before(found: list[Denied], told: Sequence[Said], place: int) -> None:
    """«A, B, allebei gestopt» is said of those before it on the line, up to one with a dose of its own."""
    for before in range(place - 1, -1, -1):
        if told[before + 1].sep == LINE or found[before].taken == "no" or told[before].dosed:
            return
        found[before] = Denied("no", "stopped", how="behind")


def _close_list(found: list[Denied], told: Sequence[Said], place: int) -> None:
    """«Stop A, B en C», «geen A, B of C»: a list that a joiner closes is denied as a whole."""
    first = place - 1
    while first > 0 and told[first].denied.how == "inherited" and told[first].sep == COMMA and not told[first].dosed:
        first -= 1
    why = found[first].why
    closes = found[first].taken == "no" and (why != "none" or told[place].sep == "or")
    if closes and not any(told[one].dosed for one in range(first + 1, place + 1)):
        for one in range(first + 1, place + 1):
            found[one] = found[one]._replace(taken="no", why=why)
