"""Medicine names and interactions in a light shape that loads without any library.

`magwise medicine thyrax` must answer within a few blinks, so this module imports next to nothing.
"""

import re
import unicodedata
from typing import NamedTuple

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


def fold(text: str) -> str:
    """A name as it is compared: lower case, no accents, everything but letters, digits and + as one blank.

    >>> fold("Natrium-picosulfaat®  Théra")
    'natrium picosulfaat thera'
    """
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _APART.sub(" ", plain).strip()
