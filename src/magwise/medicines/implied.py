"""What a medicine stands for: the illness that it is usually given for, by a cited table.

Nobody takes a phosphate binder with sound kidneys. Such an illness is asked about, and until it is answered it counts
as «not sure» (see advice/implied.py).
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from magwise.knowledge.vocabulary import fold
from magwise.medicines.records import GUESSED, SYSTEMIC, Match

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge


class Implied(NamedTuple):
    """An illness that a medicine usually stands for. rule: the row of usually_for.csv; text: the question in words."""

    condition: str
    text: str
    rule: str
    sources: tuple[str, ...]
    grade: str

    def to_dict(self) -> dict[str, Any]:
        """The keys of the public contract, and the grade."""
        return {
            "condition": self.condition,
            "text": self.text,
            "rule": self.rule,
            "sources": list(self.sources),
            "grade": self.grade,
        }


@lru_cache(maxsize=2048)
def find_implied(
    matches: tuple[Match, ...], recognised: bool, route: str, knowledge: "Knowledge", locale: str
) -> tuple[Implied, ...]:
    """The illnesses that these substances stand for, each once, in the order of the table.

    Of a doubtful name only what all of its candidates stand for. None for what stays out of the gut and the blood.
    """
    if route not in SYSTEMIC:
        return ()
    sure = [match for match in matches if recognised or match.via not in GUESSED]
    maybe = [match for match in matches if match not in sure]
    shared = [{row: match for row in _rows_of(match, knowledge)} for match in maybe]
    found: dict[str, tuple[str, Match]] = {}
    for match in sure:
        for row in _rows_of(match, knowledge):
            found.setdefault(knowledge.usually_for[row].condition, (row, match))
    if shared:
        said = [{knowledge.usually_for[row].condition: (row, match) for row, match in one.items()} for one in shared]
        for condition in set.intersection(*map(set, said)):
            found.setdefault(condition, said[0][condition])
    order = {row: place for place, row in enumerate(knowledge.usually_for)}
    rows = sorted(found.values(), key=lambda one: order[one[0]])
    return tuple(_imply(row, match, knowledge, locale) for row, match in rows)


def _rows_of(match: Match, knowledge: "Knowledge") -> list[str]:
    """The rows that a substance falls under; of a combination those of its own code, else those of its parts.

    Sacubitril with valsartan is for the heart, whatever valsartan alone is for.
    """
    rows = knowledge.usually_for.values()
    own = [row.id for row in rows if match.id in row.medicines or match.atc.startswith(row.atc or ("?",))]
    return own or [row.id for row in rows if any(code.startswith(row.atc or ("?",)) for code in match.codes)]


def _imply(row_id: str, match: Match, knowledge: "Knowledge", locale: str) -> Implied:
    row = knowledge.usually_for[row_id]
    called = _called(match, knowledge, locale)
    text = knowledge.say(
        locale,
        f"medicines.implied.{row.strength}",
        medicine=called[:1].upper() + called[1:],
        illness=knowledge.say(locale, f"medicines.implied.{row.condition}"),
    )
    return Implied(row.condition, text, row.id, row.source, row.grade)


def _called(match: Match, knowledge: "Knowledge", locale: str) -> str:
    """The medicine as the reader knows it: its brand where that was typed, else its name."""
    row = knowledge.medicines[match.id]
    brands = [brand for brand in row.brands if fold(brand) == match.name] if match.via == "brand" else []
    return brands[0] if brands else (row.name_nl if locale == "nl" else row.name_en)
