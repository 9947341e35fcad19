"""One typed text, split into the entries of a list: each its own medicine, with the words that belong to it.

Lines, bullets, «;» and tabs part entries; so do commas, «en», «+», «&» and «/» between two names. Nothing is parted
inside a combination product, a dose or brackets. Words that name nothing stay with the entry before them.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from magwise.knowledge.vocabulary import Medicine
from magwise.medicines.denials import begin_of, is_within_mark, swaps
from magwise.medicines.names import (
    CLOSE,
    COMMA,
    DASH,
    HARD,
    HARD_GAPS,
    LINE,
    NEXT,
    PLUS,
    SLASH,
    STOP,
    Lists,
    Token,
    as_typed,
    is_noise,
    is_thing,
)
from magwise.medicines.search import Run, find_runs, search_names

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge

SHORTEST_NAME, SHORTEST_MEASURED = 4, 3
SUBSTANCE_CODE = 7
HEADING = 4  # words of a heading, at most
ALWAYS = (LINE, HARD)
WITH = "with"
TIGHT = (SLASH, PLUS, "and", WITH)


class Piece(NamedTuple):
    """Words between two separators. sep: what stands before them; bears: they name, or may name, a substance.

    runs: names among them, counted from the first of these words.
    """

    tokens: tuple[Token, ...]
    sep: str
    runs: tuple[Run, ...]
    bears: bool


def split_entries(text: str, tokens: Sequence[Token], lists: Lists, knowledge: "Knowledge") -> list[tuple[Token, ...]]:
    """The entries of a text, in its order; together they hold every word. A text without names is one entry."""
    groups: list[list[Piece]] = []
    waiting: list[Piece] = []  # remarks before the first name
    for piece in _pieces(text, tokens, lists, knowledge):
        if not piece.bears:
            (groups[-1] if groups and not _heads_a_list(text, piece, lists) else waiting).append(piece)
        elif groups and not waiting and _belongs(groups[-1], piece, lists, knowledge):
            groups[-1].append(piece)
        else:
            groups.append([*waiting, piece])
            waiting = []
    if waiting:
        groups.append(waiting)
    entries = [tuple(token for piece in group for token in piece.tokens) for group in groups]
    return [part for entry in entries for part in _part_names(entry, lists, knowledge)]


def _heads_a_list(text: str, piece: Piece, lists: Lists) -> bool:
    """Whether a line is the heading of what follows: «GESTOPTE MEDICATIE», or one word behind an empty line."""
    words = [token.word for token in piece.tokens]
    if piece.sep != LINE or len(words) > HEADING:
        return False
    start = piece.tokens[0].start
    before = text[:start][len(text[:start].rstrip(" \t\r\n#*-_=>|:")) :]
    return any(word in lists.headings for word in words) or before.count("\n") > 1


def _pieces(text: str, tokens: Sequence[Token], lists: Lists, knowledge: "Knowledge") -> list[Piece]:
    """The words between separators, outside brackets and outside names that run across one."""
    runs = [run for run in find_runs(tokens, knowledge) if not _is_bare_noise(run, tokens, lists)]
    inside = {place for run in runs for place in range(run.start + 1, run.start + run.width)}
    begins = {run.start for run in runs}
    starts: list[tuple[int, str]] = []
    for place, token in enumerate(tokens):
        sep = "" if place not in begins and _is_per(tokens, place, lists) else _separator(token, lists)
        if sep in (WITH, "or") and is_within_mark(tokens, place, lists):
            sep = NEXT  # «replaced with …», «instead of …»
        open_bracket = token.depth > 0 or token.gap == CLOSE
        if sep == WITH and not any(starts[-1][0] <= run.start < place for run in runs):
            sep = NEXT  # «gestopt met …»
        if place == 0 or (sep and place not in inside and (not open_bracket or sep in ALWAYS)):
            starts.append((place, sep))
    pieces = []
    for (start, sep), (end, _) in zip(starts, [*starts[1:], (len(tokens), "")], strict=True):
        own = tuple(run._replace(start=run.start - start) for run in runs if start <= run.start < end)
        words = tuple(tokens[start:end])
        pieces.append(Piece(words, sep, own, bool(own) or _may_name(text, words, lists, knowledge)))
    return pieces


def _separator(token: Token, lists: Lists) -> str:
    """What parts a word from the one before it; empty where nothing does."""
    if token.gap in HARD_GAPS or token.gap == DASH:
        return token.gap
    if token.word in lists.either:
        return "or"
    if token.word in lists.hard_joiners:
        return WITH if token.word in lists.companions else "and"
    return ""


def _is_per(tokens: Sequence[Token], place: int, lists: Lists) -> bool:
    """Whether a slash stands inside a strength: «10 mg/ml», «0,4 mg/dosis»."""
    if tokens[place].gap != SLASH or place == 0:
        return False
    return tokens[place - 1].word in lists.masses and lists.roles.get(tokens[place].word) in ("strength", "frequency")


def _is_bare_noise(run: Run, tokens: Sequence[Token], lists: Lists) -> bool:
    return run.width == 1 and is_noise(tokens[run.start].word, lists) and len(tokens) > 1


def _may_name(text: str, tokens: tuple[Token, ...], lists: Lists, knowledge: "Knowledge") -> bool:
    """Whether words without a name as it stands hold one that is nearly right, or one that nobody knows.

    What begins as a remark («voor mijn …», «omdat …») holds none, unless something comes near a name or is measured.
    """
    measured = any(
        token.word in lists.masses and place and tokens[place - 1].word.isdigit() for place, token in enumerate(tokens)
    )
    least = SHORTEST_MEASURED if measured else SHORTEST_NAME
    strange = [token for token in tokens if is_strange(token, lists, least)]
    if not strange:
        return False
    if measured:
        return True
    search = search_names(as_typed(text, tokens), lists, knowledge)
    if search.found or search.doubtful:
        return True
    first = next((token.word for token in tokens if token.word not in lists.joiners), "")
    return first not in lists.openers and any(not token.aside for token in strange)


def is_strange(token: Token, lists: Lists, least: int = SHORTEST_NAME) -> bool:
    """Whether a word may be a name: long enough, and no everyday word, thing, maker, salt or denial."""
    word = token.word
    if token.plain or len(word) < least or is_noise(word, lists) or word in lists.common:
        return False
    return word not in lists.salts and word not in lists.negations and not is_thing(word, lists)


def _belongs(group: list[Piece], piece: Piece, lists: Lists, knowledge: "Knowledge") -> bool:
    """Whether a piece that names something belongs to the entry before it: one product, or one substance twice."""
    if piece.sep in (*ALWAYS, STOP) or not piece.runs:
        return False
    before = next((one for one in reversed(group) if one.runs), None)
    if before is None or group[-1] is not before:
        return False
    left, right = before.runs[-1], piece.runs[0]
    if piece.sep in TIGHT:
        tail = before.tokens[left.start + left.width :]
        head = piece.tokens[: right.start]
        if any(token.word not in lists.hard_joiners for token in (*tail, *head)):
            return False
        if _is_combination([left.name, right.name], knowledge):
            return True
    return piece.sep != COMMA and _same(left.name, right.name, knowledge)


def _part_names(tokens: tuple[Token, ...], lists: Lists, knowledge: "Knowledge") -> list[tuple[Token, ...]]:
    """An entry cut before each further substance («thyrax 100 metformine 500»); a product's own parts stay together."""
    runs = [run for run in find_runs(tokens, knowledge) if not run.salt]
    cuts = _strangers(tokens, runs, lists)
    names = [run.name for run in runs[:1]]
    for before, run in pairwise(runs):
        between = tokens[before.start + before.width : run.start]
        turned = any(token.word in lists.story.turns for token in between) or swaps(between, lists)
        same = not turned and any(_same(name, run.name, knowledge) for name in names)
        if tokens[run.start].depth == 0 and not same and not _joins(tokens, before, run, lists, knowledge):
            cuts.append(begin_of(tokens, before.start + before.width, run.start, lists))
            names = []
        names.append(run.name)
    cuts = sorted(cuts)
    return [tokens[start:end] for start, end in pairwise([0, *cuts, len(tokens)])]


def _strangers(tokens: tuple[Token, ...], runs: list[Run], lists: Lists) -> list[int]:
    """Words that nobody knows, with a strength of their own behind another name or just between two names."""
    first = runs[0].start if runs else len(tokens)
    begins = {run.start for run in runs}
    ends = {run.start + run.width for run in runs}
    used = {place for run in runs for place in range(run.start, run.start + run.width)}
    found = []
    for place, token in enumerate(tokens):
        if place <= first or place in used or token.depth or not is_strange(token, lists, SHORTEST_MEASURED):
            continue
        if place in ends and place + 1 in begins:  # «cefalexine foobarcilline lisinopril»
            found.append(place)
        measured = [one.word for one in tokens[place + 1 : place + 3]]
        dosed = any(one.word.isdigit() for one in tokens[_last_before(runs, place) : place])
        if dosed and len(measured) == 2 and measured[0].isdigit() and measured[1] in lists.masses:
            found.append(place)
    return found


def _last_before(runs: list[Run], place: int) -> int:
    return max(run.start + run.width for run in runs if run.start < place)


def _joins(tokens: tuple[Token, ...], before: Run, run: Run, lists: Lists, knowledge: "Knowledge") -> bool:
    """Whether two names with nothing but a joiner between them are one combination product."""
    between = tokens[before.start + before.width : run.start]
    tight = all(token.word in lists.hard_joiners for token in between)
    return tight and _is_combination([before.name, run.name], knowledge)


def _same(one: str, other: str, knowledge: "Knowledge") -> bool:
    """Whether two names mean one thing: a brand and its substance, a group and its member."""
    left, right = _rows(one, knowledge), _rows(other, knowledge)
    if _parts(left) & _parts(right):
        return True
    return any(_is_class_of(first, second) or _is_class_of(second, first) for first in left for second in right)


def _is_class_of(row: Medicine, member: Medicine) -> bool:
    prefix = row.atc[0] if row.atc else ""
    return 0 < len(prefix) < SUBSTANCE_CODE and any(code.startswith(prefix) for code in member.atc[:1])


def _rows(name: str, knowledge: "Knowledge") -> list[Medicine]:
    return [knowledge.medicines[row] for row in knowledge.medicine_names[name]]


def _parts(rows: list[Medicine]) -> set[str]:
    return {part for row in rows for part in (row.id, row.name_en, *row.components)}


def _is_combination(names: list[str], knowledge: "Knowledge") -> bool:
    """Whether names are together the parts of a known combination product."""
    rows = [_rows(name, knowledge)[0] for name in names]
    return frozenset(row.id for row in rows) in combinations(knowledge)


@lru_cache(maxsize=4)
def combinations(knowledge: "Knowledge") -> dict[frozenset[str], str]:
    """The parts of each combination product → its row."""
    found: dict[frozenset[str], str] = {}
    for row in knowledge.medicines.values():
        if len(row.components) > 1 and row.kind != "group":
            found.setdefault(frozenset(row.components), row.id)
    return found
