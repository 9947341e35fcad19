"""No sentence of an advice without rule or record, source and grade.

python tests/people/evidence.py [--people N] [--first SEED]

Every text of an advice is looked at, wherever it stands: what is no sentence is written down in `NO_SENTENCE`, so that
a text that is added later is one until someone says otherwise. A sentence rests on what `<its key>_by` says, beside it,
or else on the nearest record that it is a part of.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))

from magwise.advice.advice import Advice
from magwise.answer import answer
from magwise.knowledge.check_words import words_effect
from magwise.knowledge.disagreements import DIFFERING
from magwise.knowledge.evidence import GRADES, TABLES, rest_on
from people.people import KNOWLEDGE, crowded, partial

EVIDENCE = {"rule", "fact", "beside", "sources", "grade"}
WEAK = ("D", "X")
# Texts that are no sentences, by where they stand: ids, words of a closed list, times, and what the person typed.
IDS = (
    "knowledge_version", "locale", "jurisdiction", "flags.id", "forms.form", "dose.ceiling_by", "dose.ladder.bound_by",
    "stop_signals.id", "products.form", "products.findings.id", "foundation.id", "troubleshooting.id",
    "troubleshooting.step", "troubleshooting.asks", "foundation.asks", "troubleshooting.trial.command",
    "unknowns.field", "would_change.field", "would_change.also.field", "other_authorities.authority",
    "other_authorities.differs", "other_authorities.flips.key", "products.label_verdict", "products.unit",
    "day_plan.windows.action", "day_plan.windows.applies_to", "day_plan.other_days.windows.action",
    "day_plan.other_days.windows.applies_to", "day_plan.other_days.days", "other_authorities.flags.id",
    "other_authorities.values.field", "other_authorities.values.unit",
)  # fmt: skip
TIMES = (
    "day_plan.items.time", "day_plan.windows.from", "day_plan.windows.to", "day_plan.other_days.items.time",
    "day_plan.other_days.windows.from", "day_plan.other_days.windows.to",
)  # fmt: skip
NAMES = (  # what a thing is called: as typed, or in the reader's language
    "flags.about",
    "forms.name",
    "dose.already.name",
    "products.name",
    "day_plan.items.name",
    "day_plan.windows.medicine",
    "day_plan.other_days.items.name",
    "day_plan.other_days.windows.medicine",
    "day_plan.other_days.without",
    "other_authorities.name",
    "other_authorities.flips.ours",
    "other_authorities.flips.theirs",
    "other_authorities.values.about",
    "troubleshooting.trial.outcome",
)
VALUES = ("other_authorities.values.ours", "other_authorities.values.theirs")  # as their record holds them  # fmt: skip
NO_SENTENCE = {*IDS, *TIMES, *NAMES, *VALUES}


class Sentence(NamedTuple):
    """place: its keys from the top, without numbers. by: the record it rests on."""

    place: str
    text: str
    by: dict[str, Any]


def places(type_: Any = None, where: str = "", by: bool = False) -> Iterator[str]:
    """Where an advice may hold free text, by its types: ids of records, grades and closed lists left out."""
    info = msgspec.inspect.type_info(Advice) if type_ is None else type_
    if isinstance(info, msgspec.inspect.StructType):
        for field in info.fields:
            basis = field.encode_name.endswith("_by") and field.encode_name not in ("bound_by", "ceiling_by")
            if field.encode_name not in EVIDENCE and not basis:
                yield from places(field.type, f"{where}.{field.encode_name}".strip("."))
    elif isinstance(info, msgspec.inspect.VarTupleType):
        yield from places(info.item_type, where)
    elif isinstance(info, msgspec.inspect.UnionType):
        yield from dict.fromkeys(place for part in info.types for place in places(part, where))
    elif isinstance(info, msgspec.inspect.StrType):
        yield where


PLACES = frozenset(places())
SENTENCES = frozenset(PLACES - NO_SENTENCE)


def sentences(
    told: Any, where: str = "", around: Any = None, expected: frozenset[str] = SENTENCES
) -> Iterator[Sentence]:
    """Every sentence of an advice as the contract gives it, with what it rests on."""
    own = told if "sources" in told else around or {}
    for key, value in told.items():
        place = f"{where}.{key}".strip(".")
        many = value if isinstance(value, list) else [value]
        bases = told.get(f"{key}_by")
        bases = bases if isinstance(bases, list) else [bases or own] * len(many)
        if place in expected:
            if len(bases) != len(many):
                bases = [{}] * len(many)
            yield from (Sentence(place, text, by) for text, by in zip(many, bases, strict=True) if text)
        elif key not in EVIDENCE:
            for part in many:
                if isinstance(part, dict):
                    yield from sentences(part, place, own, expected)


def fault_of(said: Sentence, locale: str) -> str:
    """What a sentence lacks; empty where nothing is wrong with it."""
    record = said.by.get("rule") or said.by.get("fact") or ""
    sources, grade = said.by.get("sources") or [], said.by.get("grade")
    beside = said.by.get("beside", ())
    if not all(is_known(name) for name in (record, *beside)):
        return f"no record «{record}»"
    if not sources or not set(sources) <= set(KNOWLEDGE.sources):
        return "no source"
    if grade not in GRADES:
        return "no grade"
    if "beside" in said.by:  # then it says exactly what it rests on
        basis = rest_on(KNOWLEDGE, record, *beside)
        if (basis.sources, basis.grade) != (tuple(sources), grade):
            return "other sources or another grade than its records have"
    if grade in WEAK and words_effect(said.text, locale):
        return f"grade {grade}, yet worded as an effect"
    return ""


def is_known(record: str) -> bool:
    """Whether a name is that of a rule or of a row."""
    table, slash, name = record.rpartition("/")
    tables = [KNOWLEDGE.rules, *(getattr(KNOWLEDGE, rows) for rows in dict.fromkeys((*TABLES, *DIFFERING)))]
    return name in getattr(KNOWLEDGE, table) if slash else any(record in rows for rows in tables)


def faults(told: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The sentences of an advice (as JSON) that lack something: where, the text, and what."""
    found = ((said, fault_of(said, told["locale"])) for said in sentences(told))
    return [(said.place, said.text, fault) for said, fault in found if fault]


def people(seed: int) -> Iterator[dict[str, Any]]:
    """Two people for a seed, in both languages: one with some answers left out, and one with a crowded day."""
    for profile in (partial(seed, risky=0.1), crowded(seed)):
        for locale in ("nl", "en"):
            yield {**profile, "locale": locale}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args()
    counts = dict.fromkeys(sorted(SENTENCES), 0)
    grades = dict.fromkeys(GRADES, 0)
    for seed in range(asked.first, asked.first + asked.people):
        for profile in people(seed):
            told = answer(profile, knowledge=KNOWLEDGE).to_dict()
            for said in sentences(told):
                counts[said.place] += 1
                grades[said.by.get("grade") or "D"] += 1
            if found := faults(told):
                print(f"seed {seed}, {profile['locale']}: {found}")
                return 1
    for place, count in counts.items():
        print(f"{count:>10}  {place}")
    print(
        f"{2 * asked.people} people, each in two languages, {sum(counts.values())} sentences: each with record, source and grade"
    )
    print(", ".join(f"{grade}: {count}" for grade, count in grades.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
