"""Medicines wherever they were typed: each entry of a list by itself, in whatever field it stands.

What is not taken («gestopt met …») is kept apart, to be shown; what may be taken counts.
"""

from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from msgspec.structs import replace

from magwise.advice.case import binds, shorten
from magwise.knowledge.load import Knowledge
from magwise.labels.label import Label
from magwise.labels.read import read_label
from magwise.medicines.interactions import GATES
from magwise.medicines.match import find_medicine
from magwise.medicines.records import MedicineMatch
from magwise.medicines.when import times_of
from magwise.profiles.moments import moments_of
from magwise.profiles.profile import Day, MedicineEntry, ProductEntry, SupplementEntry

REMEMBERED = 1024  # texts that were read last, in this process alone
LOOSE = ("filler", "unknown", "negation")  # roles of words around a name
LONGEST_CALLED = 40  # what is longer is a sentence around a name
NAME_LENGTH = 100  # what is longer is a panel, not a name
MINERALS = ("A11", "A12", "B03A", "B03B")  # vitamins, minerals, iron, folic acid: supplements by another name


class Heard(NamedTuple):
    """An entry that is, or may be, taken. entry: as one medicine with its own hours; match: what it stands for."""

    entry: MedicineEntry
    match: MedicineMatch


class Hearing(NamedTuple):
    """All entries of one field. denied: those that are not taken."""

    heard: tuple[Heard, ...]
    denied: tuple[MedicineMatch, ...]


class Supplement(NamedTuple):
    """What was typed as a supplement.

    medicines: among it; minerals: what competes with magnesium or is not known; whole: all of it is medicines.
    """

    medicines: Hearing
    minerals: tuple[MedicineMatch, ...]
    whole: bool


@lru_cache(maxsize=REMEMBERED)
def find_typed(text: str, knowledge: Knowledge, locale: str, route: str | None = None) -> MedicineMatch:
    """`find_medicine`, which need not read again what was just read: a form asks for every change of a field."""
    return find_medicine(text, knowledge=knowledge, locale=locale, route=route)


@lru_cache(maxsize=REMEMBERED)
def read_printed(text: str, knowledge: Knowledge, locale: str) -> Label:
    """`read_label`, which need not read again what was just read."""
    return read_label(text, knowledge=knowledge, locale=locale)


def hear_medicine(entry: MedicineEntry, day: Day, knowledge: Knowledge, locale: str) -> Hearing:
    """The entries of one line of the medicines. What the person told beside the name goes for each of them."""
    whole = find_typed(entry.name, knowledge, locale, entry.route)
    moments = moments_of(day)
    heard, denied = [], []
    for piece in whole.entries:
        if piece.taken == "no":
            denied.append(piece)
            continue
        spaced = piece.when.every_days if (piece.when.every_days or 1) > 1 else None
        told = replace(
            entry,
            name=entry.name if len(whole.entries) == 1 and not _is_said(piece) else called(piece),
            times=entry.times or times_of(piece.when, moments) or None,
            as_needed=entry.as_needed or piece.when.as_needed,
            every_days=entry.every_days or (None if entry.days else spaced),
        )
        heard.append(Heard(told, piece))
    return Hearing(tuple(heard), tuple(denied))


def called(piece: MedicineMatch) -> str:
    """What an entry is called: as typed, or, where that is a sentence, its name with the strength behind it."""
    named = [place for place, word in enumerate(piece.words) if word.role == "name"]
    if not _is_said(piece) or not named:
        return piece.typed
    last = named[-1]
    while last + 1 < len(piece.words) and piece.words[last + 1].role in ("strength", "form"):
        last += 1
    ends = _ends(piece)
    start = ends[named[0]] - len(piece.words[named[0]].text)
    return " ".join(piece.typed[start : ends[last]].split()) or piece.typed


def _is_said(piece: MedicineMatch) -> bool:
    """Whether an entry is a sentence around a name: long, or with words of no use before it («is X beter»)."""
    before = takewhile(lambda word: word.role != "name", piece.words)
    return len(piece.typed) > LONGEST_CALLED or any(word.role in LOOSE for word in before)


def _ends(piece: MedicineMatch) -> list[int]:
    """Where each word of an entry ends in its text."""
    ends: list[int] = []
    for word in piece.words:
        start = max(piece.typed.find(word.text, ends[-1] if ends else 0), 0)
        ends.append(start + len(word.text))
    return ends


def hear_supplement(entry: SupplementEntry, label: Label, knowledge: Knowledge, locale: str) -> Supplement:
    """The medicines, minerals and names that nobody knows among what was typed as a supplement.

    Of a printed panel only its lines that begin with a medicine speak: a warning on it names what is not taken.
    """
    heard, denied, minerals, others = [], [], [], 0
    for text in _lines(entry.label):
        for piece in find_typed(text, knowledge, locale).entries:
            if piece.taken == "no":
                denied.append(piece)
            elif is_medicine(piece, knowledge):
                heard.append(Heard(MedicineEntry(name=shorten(piece.typed), times=entry.times), piece))
            elif _binds(piece) or _is_unknown(piece, label):
                minerals.append(piece)
            else:
                others += 1
    whole = bool(heard) and not minerals and not others
    return Supplement(Hearing(tuple(heard), tuple(denied)), tuple(minerals), whole)


def _binds(match: MedicineMatch) -> bool:
    """Whether an entry is a mineral that competes with magnesium."""
    return match.recognised and any(binds(answer) for answer in match.interactions)


def hear_product(entry: ProductEntry, label: Label, knowledge: Knowledge, locale: str) -> SupplementEntry | None:
    """What was typed as a product at hand but holds no magnesium, as the supplement or medicine that it is.

    None for a product that holds magnesium or may, and for one that nobody knows.
    """
    if label.compounds or label.elemental_mg_per_serving is not None:
        return None
    for text in dict.fromkeys((entry.name, entry.label)):
        for line in _lines(text):
            for piece in find_typed(line, knowledge, locale).entries:
                if piece.taken != "no" and piece.recognised and piece.holds_magnesium == "no":
                    return SupplementEntry(label=text)
    return None


def _lines(text: str) -> list[str]:
    """A short text as it is; the lines of a longer one that may each be an entry of a list."""
    if len(text) <= NAME_LENGTH:
        return [text] if text.strip() else []
    return [line for line in text.splitlines() if 2 < len(line.strip()) <= NAME_LENGTH]


def is_medicine(match: MedicineMatch, knowledge: Knowledge) -> bool:
    """Whether an entry is a medicine, and not a mineral or vitamin that is registered as one; a gate makes it one."""
    if not match.recognised or match.kind != "medicine":
        return False
    if any(answer.action in GATES for answer in match.interactions):
        return True
    rows = [knowledge.medicines[row] for row in match.ids]
    return any(
        row.kind == "medicine" and not any(code.startswith(MINERALS) for code in row.atc) and not row.components
        for row in rows
    )


def _is_unknown(match: MedicineMatch, label: Label) -> bool:
    """Whether a name that was typed as a supplement is one that nobody knows, and no words of a magnesium label."""
    if match.recognised or label.verdict != "no_magnesium" or label.may_hold_magnesium:
        return False
    return match.interaction is not None or bool(match.matches)
