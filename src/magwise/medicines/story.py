"""What the sentences of a text tell of the names in them: who takes it, and whether that is past, planned or refused.

`denials` reads the words beside a name; this reads clauses, whatever stands between: «mijn moeder gebruikt X», «X mag
ik niet», «had eerst X, maar kreeg er maagpijn van, nu Y». A clause says what it says of every name in it. What was
taken once is doubtful, until a later clause ends it («maar hielp niet») or tells what came after («nu Y»).
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from magwise.medicines.denials import TAKEN, Denied, Mark, Said, find_marks, phrase_at
from magwise.medicines.names import COMMA, DASH, ENDS, HARD, LINE, OPEN, STOP, Lists, Token

ALWAYS = (LINE, HARD)
QUIET = ("affirm", "idle")
CHANGES = ("positive", "swapped", "instead")
SENTENCE_ENDS = (*ALWAYS, STOP)
FORGOTTEN = 2  # sentences after which what was told of the past is told
FAR = FORGOTTEN + 1  # a new line, or a «;», is further away than any sentence
OWN_FEW = 6  # words behind a name within which «wel» says that this one is taken
ACT = 4  # words from «niet» to what was not done, at most
SHORT = 4  # words of a clause that can only speak of the one before it
BY = 2  # words before a name within which «van» makes it the cause


class Clause(NamedTuple):
    """A stretch of words with one verb at most. sentence: which sentence it is part of; other: somebody else does it.

    cues: what its words tell, with places in the text; names: the entries that it names, in order.
    """

    start: int
    end: int
    sentence: int
    other: bool
    cues: tuple[Mark, ...]
    names: tuple[int, ...]

    def says(self, *kinds: str) -> bool:
        """Whether it has a cue of one of these kinds."""
        return any(cue.kind in kinds for cue in self.cues)


def retell(
    parts: Sequence[Sequence[Token]], told: Sequence[Said], found: Sequence[Denied], lists: Lists
) -> list[Denied]:
    """What each entry says once the sentences around it are read.

    parts: the words of the entries, in order; told, found: what the entries said by themselves and of each other. A
    text without any of these words is left as it was.
    """
    tokens = [token for part in parts for token in part]
    cues = _find_cues(tokens, lists)
    if not cues and not any(token.word in lists.story.verbs for token in tokens):
        return list(found)
    owners = _owners(parts, told)
    dosed = {place for place, entry in owners.items() if told[entry].dosed}
    clauses = _split_clauses(tokens, cues, owners, dosed, lists)
    after = list(found)
    kept = _kept(clauses, tokens, owners, lists)
    own = {clause.sentence for clause in clauses if clause.says("self") and not clause.other}
    speaks = any(clause.names and not clause.other and clause.sentence in own for clause in clauses)
    for clause in clauses:
        _tell(after, clause, tokens, owners, speaks, lists)
    affirmed = {name for clause in clauses if clause.says("affirm") for name in clause.names}
    firm = {entry for entry, one in enumerate(told) if one.dosed or entry in affirmed}
    _end_what_is_past(after, clauses, tokens, firm, lists)
    _doubt_what_nothing_affirms(after, clauses, tokens, told, lists)
    kept = {entry for entry in kept if found[entry].taken == "yes" or found[entry].how == "inherited"}
    return [TAKEN if entry in kept else one for entry, one in enumerate(after)]


def _kept(clauses: Sequence[Clause], tokens: Sequence[Token], owners: dict[int, int], lists: Lists) -> set[int]:
    """The entries of which words around the name say that they still are taken: «X (slik ik nog steeds)»."""
    kept = set()
    for place, entry in owners.items():
        clause = next(one for one in clauses if one.start <= place < one.end)
        words = [token.word for token in tokens[clause.start : _end_of(tokens, place, owners)]]
        pairs = {" ".join(pair) for pair in pairwise(words)} | set(words)
        if not clause.other and not pairs.isdisjoint(lists.story.still):
            kept.add(entry)
    return kept


def _owners(parts: Sequence[Sequence[Token]], told: Sequence[Said]) -> dict[int, int]:
    """The place of each word of a name in the whole text → its entry."""
    owners: dict[int, int] = {}
    first = 0
    for entry, (part, one) in enumerate(zip(parts, told, strict=True)):
        owners |= {first + place: entry for place in one.names}
        first += len(part)
    return owners


def _find_cues(tokens: Sequence[Token], lists: Lists) -> list[Mark]:
    """The words that tell who, when and whether, in order, the longest first at each place."""
    found: list[Mark] = []
    place = 0
    idle = {at for mark in find_marks(tokens, lists) if mark.kind == "idle" for at in range(mark.start, mark.end)}
    while place < len(tokens):
        if place in idle:  # «nog nooit last van gehad»
            place += 1
            continue
        mark = phrase_at(tokens, place, lists.story.heads, lists.story.kinds) or _refusal_at(tokens, place, lists)
        if mark is not None and mark.kind not in QUIET and not idle.isdisjoint(range(mark.start, mark.end)):
            mark = None  # «mag niet met koffie»
        if mark is not None and mark.kind == "kin" and _is_led(tokens, place, lists):
            mark = None
        if mark is not None and mark.kind == "refused" and _is_of_a_stop(tokens, mark, lists):
            mark = None
        if mark is None:
            place += 1
        else:
            found.append(mark)
            place = mark.end
    return found


def _refusal_at(tokens: Sequence[Token], place: int, lists: Lists) -> Mark | None:
    """«Niet gegeven», «nooit mee begonnen»: a «not» of an act, with nothing but light words between."""
    if lists.denials.kinds.get(tokens[place].word) != "none":
        return None
    for end in range(place + 1, min(place + ACT, len(tokens))):
        if tokens[end].gap in ENDS:
            return None
        if tokens[end].word in lists.story.acts:
            return Mark(place, end + 1, "refused")
        if tokens[end].word not in lists.denials.light:
            return None
    return None


def _is_of_a_stop(tokens: Sequence[Token], mark: Mark, lists: Lists) -> bool:
    """Whether it is a stop that is refused: «mag niet gestaakt worden», «weigert te stoppen»."""
    return any(found.kind == "stopped" for found in find_marks(tokens[mark.end : mark.end + BY], lists))


def _is_led(tokens: Sequence[Token], place: int, lists: Lists) -> bool:
    """Whether a preposition stands before «mijn moeder»: then it is not she who takes it."""
    for before in range(place - 1, max(place - 3, -1), -1):
        if tokens[before + 1].gap in ENDS:
            return False
        if tokens[before].word in lists.openers or tokens[before].word in lists.story.by:
            return True
    return False


def _split_clauses(
    tokens: Sequence[Token], cues: Sequence[Mark], owners: dict[int, int], dosed: set[int], lists: Lists
) -> list[Clause]:
    clauses: list[Clause] = []
    sentence, other = 0, False
    for start, end in pairwise([*_starts(tokens, cues, owners, dosed, lists), len(tokens)]):
        if start and tokens[start].gap in SENTENCE_ENDS:
            sentence += FAR if tokens[start].gap in ALWAYS else 1
            other = other and tokens[start].gap == STOP and tokens[start].word in lists.story.pronouns
        own = tuple(cue for cue in cues if start <= cue.start < end)
        names = dict.fromkeys(owners[place] for place in range(start, end) if place in owners)
        for cue in own:
            other = cue.kind == "kin" if cue.kind in ("kin", "self") else other
        clauses.append(Clause(start, end, sentence, other, own, tuple(names)))
    return clauses


def _starts(
    tokens: Sequence[Token], cues: Sequence[Mark], owners: dict[int, int], dosed: set[int], lists: Lists
) -> list[int]:
    """Where clauses begin: at a sentence, «maar», «dus», or a comma or «en» before more than a name.

    A name behind a comma goes on with a list («X, Y en Z hielpen niet»), unless what stands before is told already or
    has a dose of its own.
    """
    heads = {cue.start for cue in cues if cue.kind not in QUIET}
    busy = lists.story.verbs | lists.story.still
    active = {place for place, token in enumerate(tokens) if place in heads or token.word in busy}
    starts = [0]
    for place, token in enumerate(tokens[1:], 1):
        turned = token.word in lists.story.turns and place not in owners
        if token.gap in SENTENCE_ENDS or turned or (token.gap == COMMA and token.depth < tokens[place - 1].depth):
            starts.append(place)
            continue
        joined = token.word in lists.hard_joiners and token.word not in lists.companions
        if token.gap not in (COMMA, DASH, OPEN) and not joined:
            continue
        end = next((at for at in range(place + 1, len(tokens)) if _parts(tokens, at, owners, lists)), len(tokens))
        name = next((at for at in range(place, end) if at in owners), end)
        told = any(at in active or at in dosed for at in range(starts[-1], place))
        if any(at in active for at in range(place, name)) or (told and any(at in active for at in range(name, end))):
            starts.append(place)
    return starts


def _parts(tokens: Sequence[Token], place: int, owners: dict[int, int], lists: Lists) -> bool:
    gap = tokens[place].gap in (*SENTENCE_ENDS, COMMA, DASH)
    return gap or (tokens[place].word in lists.story.turns and place not in owners)


def _says_of(clause: Clause, place: int, owners: dict[int, int], kind: str) -> bool:
    return any(cue.kind == kind and _governs(cue, clause, place, owners) for cue in clause.cues)


def _governs(cue: Mark, clause: Clause, place: int, owners: dict[int, int]) -> bool:
    """Whether what a clause tells is of a name: of those before it, or, where none stands there, of those behind it."""
    return place < cue.start or not any(at in owners for at in range(clause.start, cue.start))


def _tell(
    found: list[Denied], clause: Clause, tokens: Sequence[Token], owners: dict[int, int], speaks: bool, lists: Lists
) -> None:
    """What a clause says of the names in it. speaks: somebody says elsewhere what he takes himself."""
    for name in clause.names:
        place = next(place for place in range(clause.start, clause.end) if owners.get(place) == name)
        before = found[name]
        if before.taken == "no":
            continue
        if clause.other:
            found[name] = Denied("no" if speaks else "doubtful", "other", how="told")
        elif before.how in ("led", "swapped") and before.taken == "yes":
            continue
        elif _is_refused(clause, tokens, place, owners, lists):
            found[name] = Denied("no", "stopped", how="told")
        elif before.taken == "yes" and _says_of(clause, place, owners, "paused"):
            found[name] = Denied("doubtful", "maybe", how="told")
        elif _is_bad(clause, tokens, place, lists) and (
            before.why == "stopped" or _says_of(clause, place, owners, "past")
        ):
            found[name] = Denied("no", "stopped", how="told")
        elif before.taken == "yes" and (
            _says_of(clause, place, owners, "past") or _is_bad(clause, tokens, place, lists)
        ):
            found[name] = Denied("doubtful", "maybe", how="past")
        elif before.taken == "yes" and _is_planned(clause, tokens, place, lists):
            found[name] = Denied("doubtful", "maybe", how="told")


def _end_of(tokens: Sequence[Token], place: int, owners: dict[int, int]) -> int:
    """Where the words behind a name end: at the next name, or with the sentence."""
    ends = (at for at in range(place + 1, len(tokens)) if at in owners or tokens[at].gap in SENTENCE_ENDS)
    return next(ends, len(tokens))


def _is_refused(clause: Clause, tokens: Sequence[Token], place: int, owners: dict[int, int], lists: Lists) -> bool:
    """Whether a refusal speaks of a name: not behind «wel», nor of what came for it («changed out X for Y»)."""
    if not _says_of(clause, place, owners, "refused"):
        return False
    words = [token.word for token in tokens[place + 1 : clause.end]]
    if any(word in lists.companions for word in words) or any(
        token.word in lists.story.today for token in tokens[clause.start : _end_of(tokens, place, owners)]
    ):
        return False  # «not to take X with coffee», «haven't taken X today»
    if any(token.word in lists.story.yes for token in tokens[place + 1 : min(clause.end, place + 1 + OWN_FEW)]):
        return False
    cue = next(cue for cue in clause.cues if cue.kind == "refused")
    swapped = cue.end <= place and any(at in owners for at in range(cue.end, place))
    return not (swapped and tokens[place - 1].word in lists.prepositions)


def _is_bad(clause: Clause, tokens: Sequence[Token], place: int, lists: Lists) -> bool:
    """Whether an effect that nobody wants is told of a name: «X gaf …», or «… van X»."""
    caused = any(token.word in lists.story.by for token in tokens[max(clause.start, place - BY) : place])
    return any(cue.kind == "bad" and (cue.start > place or caused) for cue in clause.cues)


def _is_planned(clause: Clause, tokens: Sequence[Token], name: int, lists: Lists) -> bool:
    """Whether a plan, an advice or a question stands before a name, and no «naast» or «met» between them."""
    cue = next((cue for cue in reversed(clause.cues) if cue.kind == "planned" and cue.end <= name), None)
    return cue is not None and not any(token.word in lists.story.beside for token in tokens[cue.end : name])


def _end_what_is_past(
    found: list[Denied], clauses: Sequence[Clause], tokens: Sequence[Token], firm: set[int], lists: Lists
) -> None:
    """«Had X, maar hielp niet», «had X, nu Y»: what was taken once is over as soon as the text says so.

    What was only begun («was put on X, then Y») is doubtful then. A refusal that names nothing is of what was named
    just before («X voorgesteld, maar dat wil ik niet»).
    """
    past: list[tuple[int, int]] = []  # entry, sentence
    begun: list[tuple[int, int]] = []
    last: tuple[int, ...] = ()
    since = 0  # the sentence of the last names
    for clause in clauses:
        past = [(entry, said) for entry, said in past if clause.sentence - said <= FORGOTTEN]
        begun = [(entry, said) for entry, said in begun if clause.sentence - said <= FORGOTTEN]
        new = [name for name in clause.names if name not in dict(past) and _is_past(found[name])]
        now = [name for name in clause.names if name not in dict(past) and found[name].taken == "yes"]
        ended = clause.says("bad") or _stops(clause, tokens, lists) or _speaks_of_it(clause, tokens, lists)
        after = clause.says("then") and (now or new) and not _adds(clause, tokens, lists)
        if after or (ended and not now and not new):
            found[:] = [_over(denied) if entry in dict(past) else denied for entry, denied in enumerate(found)]
            past = []
        if after:
            for entry, _ in begun:
                if found[entry].taken == "yes" and entry not in clause.names:
                    found[entry] = Denied("doubtful", "maybe", how="told")
            begun = []
        if not clause.names and not clause.other and clause.sentence - since <= 1:
            _tell_of_the_last(found, clause, tokens, last, firm, lists)
        if ended and clause.says("past"):
            found[:] = [_over(denied) if entry in new else denied for entry, denied in enumerate(found)]
            new = []
        past += [(name, clause.sentence) for name in new]
        begun += [(name, clause.sentence) for name in now if clause.says("began")]
        if clause.names:
            last, since = clause.names, clause.sentence


def _tell_of_the_last(
    found: list[Denied], clause: Clause, tokens: Sequence[Token], last: tuple[int, ...], firm: set[int], lists: Lists
) -> None:
    """What a clause without names says of those just before: refused, or paused; a bracket speaks of the last alone.

    Who said first that he takes something is only asked about it: «ik slik X, mag niet met melk» is no refusal of X.
    """
    bracket = tokens[clause.start].gap == OPEN
    refused = _speaks_of_it(clause, tokens, lists)
    for entry in last[-1:] if bracket else last:
        if refused and entry not in firm:
            found[entry] = _over(found[entry])
        elif found[entry].taken == "yes" and (
            _says_it(clause, tokens, lists) if refused else bracket and clause.says("paused")
        ):
            found[entry] = Denied("doubtful", "maybe", how="told")


def _says_it(clause: Clause, tokens: Sequence[Token], lists: Lists) -> bool:
    return any(token.word in lists.story.it for token in tokens[clause.start : clause.end])


def _over(denied: Denied) -> Denied:
    return denied if denied.taken == "no" else Denied("no", "stopped", how="told")


def _doubt_what_nothing_affirms(
    found: list[Denied], clauses: Sequence[Clause], tokens: Sequence[Token], told: Sequence[Said], lists: Lists
) -> None:
    """A name in a sentence of which no word says that it is taken is asked about: «de quetiapine maakte me suf».

    A list has no verbs and tells by itself; so does a dose.
    """
    for clause in clauses:
        words = [token.word for token in tokens[clause.start : clause.end]]
        spoken = clause.says("self") or any(word in lists.story.verbs or word in lists.story.pronouns for word in words)
        if (
            not spoken
            or clause.says("affirm", "began", "then", "bad")
            or any(word in lists.story.yes for word in words)
        ):
            continue
        if any(mark.kind in CHANGES for mark in find_marks(tokens[clause.start : clause.end], lists)):
            continue
        beside = clause.says("planned") and any(word in lists.story.beside for word in words)
        for name in clause.names:
            if found[name].taken == "yes" and not found[name].how and not told[name].dosed and not beside:
                found[name] = Denied("doubtful", "maybe", how="told")


def _is_past(denied: Denied) -> bool:
    return denied.taken == "doubtful" and denied.why == "maybe" and denied.how in ("past", "behind", "inherited")


def _stops(clause: Clause, tokens: Sequence[Token], lists: Lists) -> bool:
    """Whether a clause says that something was stopped, and not only that this is wanted."""
    return any(mark.kind == "stopped" for mark in find_marks(tokens[clause.start : clause.end], lists))


def _speaks_of_it(clause: Clause, tokens: Sequence[Token], lists: Lists) -> bool:
    """Whether a clause refuses what was named before it: «maar dat wil ik niet», «niet gegeven»."""
    if not clause.says("refused"):
        return False
    return clause.end - clause.start <= SHORT or _says_it(clause, tokens, lists)


def _adds(clause: Clause, tokens: Sequence[Token], lists: Lists) -> bool:
    return any(token.word in lists.story.also for token in tokens[clause.start : clause.end])
