"""Medicine names and interactions in a light shape that loads without any library.

`magwise medicine thyrax` must answer within a few blinks, so this module imports next to nothing.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

_APART = re.compile(r"[^0-9a-z+]+")
ACID_NEUTRALISING = "acid_neutralising"
ALL_ORAL = "all"


class Medicine(NamedTuple):
    """A substance, product or supplement. atc: codes or, for groups, prefixes; route: how it is taken by default.

    holds_magnesium: yes, may or no; magnesium_mg_per_unit: elemental mg in one tablet or sachet, None when not known.
    """

    id: str
    kind: str
    name_en: str
    name_nl: str
    atc: tuple[str, ...]
    synonyms: tuple[str, ...]
    brands: tuple[str, ...]
    components: tuple[str, ...]
    route: str
    holds_magnesium: str
    magnesium_mg_per_unit: float | None


class Interaction(NamedTuple):
    """How a medicine and magnesium get along. hours are None where no interval is given.

    hours_before: the medicine must have been taken at least so long before the magnesium; hours_after: it may follow
    so long after the magnesium. applies_to: `all` oral magnesium or only `acid_neutralising` salts.
    """

    id: str
    substance_inn: str
    name_nl: str
    atc: tuple[str, ...]
    mechanism: str
    affected: str
    hours_before: float | None
    hours_after: float | None
    action: str
    also_consult: bool
    severity: str
    applies_to: str
    basis_text: str
    simplest_alternative: str
    lowers_ceiling: bool
    source: tuple[str, ...]
    grade: str


class Usual(NamedTuple):
    """An illness that a medicine usually stands for. atc: codes or prefixes; medicines: ids, where no code is apart."""

    id: str
    atc: tuple[str, ...]
    medicines: tuple[str, ...]
    condition: str
    strength: str
    source: tuple[str, ...]
    grade: str


class ClassGate(NamedTuple):
    """What a rule says of a whole class of medicines. id: the rule; atc: prefixes; text: by language, with a blank."""

    id: str
    atc: tuple[str, ...]
    text: dict[str, str]
    source: tuple[str, ...]
    grade: str


class Medicines(Mapping[str, Medicine]):
    """Medicines by id, in the order of the table; a line becomes a record when it is asked for.

    packed: what `pack_medicines` wrote. Reading 1,600 lines takes half a millisecond, decoding them six times that.
    """

    def __init__(self, packed: str) -> None:
        self._lines = {line[2 : line.index('"', 2)]: line for line in packed.splitlines()}
        self._made: dict[str, Medicine] = {}

    def __getitem__(self, key: str) -> Medicine:
        made = self._made.get(key)
        if made is None:
            row = json.loads(self._lines[key])
            cells: list[Any] = [tuple(cell) if isinstance(cell, list) else cell for cell in row]
            made = self._made[key] = Medicine(*cells)
        return made

    def __contains__(self, key: object) -> bool:
        return key in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


class MedicineNames(Mapping[str, list[str]]):
    """Folded name → ids of the medicines that carry it (name, synonym or brand). packed: from `pack_names`."""

    def __init__(self, packed: str) -> None:
        self._ids: dict[str, str] = dict(line.split("\t") for line in packed.splitlines())

    def __getitem__(self, name: str) -> list[str]:
        return self._ids[name].split("|")

    def __contains__(self, name: object) -> bool:
        return name in self._ids

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


def pack_medicines(rows: Iterable[Medicine]) -> str:
    """Medicines as one JSON list a line, the id first."""
    return "\n".join(json.dumps(row) for row in rows)


def pack_names(rows: Iterable[Medicine]) -> str:
    """The index of names, a line each: the folded name, a tab, the ids parted by a bar, in the order of the table."""
    names: dict[str, list[str]] = {}
    for row in rows:
        for name in (row.name_en, row.name_nl, *row.synonyms, *row.brands):
            ids = names.setdefault(fold(name), [])
            if row.id not in ids:
                ids.append(row.id)
    return "\n".join(f"{name}\t{'|'.join(ids)}" for name, ids in names.items())


def fold(text: str) -> str:
    """A name as it is compared: lower case, no accents, everything but letters, digits and + as one blank.

    >>> fold("Natrium-picosulfaat®  Théra")
    'natrium picosulfaat thera'
    """
    plain = text.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain.replace("ß", "ss"))
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _APART.sub(" ", plain).strip()
