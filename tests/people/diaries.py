"""Made-up diaries: what is written down never raises today's dose. `python tests/people/diaries.py [--people 10000]`.

To each diary one bad thing is added on one of its days, and the dose is asked before and after: an alarm sign, a loose
or watery stool, a laboratory value that forbids magnesium. Every dose is also asked of the whole advice once more, on
the profile that the diary was folded into: none may stand where it gives none.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

import msgspec

from magwise.answer import answer, begin_course
from magwise.errors import DiaryError
from magwise.followup.diary import Event
from magwise.followup.entry import Entry
from magwise.followup.known import known_on
from magwise.followup.today import today_of
from magwise.knowledge.load import Knowledge, load_knowledge
from magwise.profiles.lab_units import LabValue
from magwise.profiles.profile import Profile
from magwise.profiles.read import read_profile

START = date(2027, 1, 4)
LONGEST = 70
FORBIDDING = (
    ("egfr", 25.0), ("egfr", 44.0), ("egfr", 59.0), ("creatinine", 450.0), ("creatinine", 200.0),
    ("serum_magnesium", 2.3), ("serum_magnesium", 1.2), ("serum_magnesium", 0.65), ("serum_magnesium", 0.3),
)  # fmt: skip
HARMLESS = (("egfr", 90.0), ("egfr", 75.0), ("creatinine", 60.0), ("serum_magnesium", 0.85), ("femg", 2.0))
STOOLS = (None, None, 2, 3, 4, 4, 4, 4, 4, 4, 5, 6, 7)
UNITS = {"egfr": "mL/min/1.73 m²", "creatinine": "µmol/L", "serum_magnesium": "mmol/L", "femg": "%"}


class Made(NamedTuple):
    """A diary and the day that is today."""

    events: tuple[Event, ...]
    on: date


def profile_of(chance: random.Random, knowledge: Knowledge) -> Profile:
    told: dict[str, Any] = {
        "person": {"age": chance.choice((25, 45, 62, 71, 83))},
        "goals": [chance.choice(("sleep", "general"))],
    }
    if chance.random() < 0.7:
        told["person"]["sex"] = chance.choice(("female", "male"))
    if chance.random() < 0.3:
        told["labs"] = {"egfr": chance.choice((61, 75, 95))}
    if chance.random() < 0.3:
        told["gut"] = {"sensitive": True}
    if chance.random() < 0.2:
        told["doctor_agreed"] = ["kidney_function", "serum_magnesium"]
    if chance.random() < 0.3:
        told["products"] = [{"name": "Pot", "label": "Per 2 tabletten: magnesium (citraat) 150 mg"}]
    if chance.random() < 0.3:
        told["medicines"] = [{"name": chance.choice(("furosemide", "levothyroxine", "paracetamol"))}]
    return read_profile(told, knowledge=knowledge)


def entry_of(chance: random.Random, day: date, alarms: tuple[str, ...]) -> Entry | None:
    """What was written on a day, if anything."""
    told: dict[str, Any] = {"date": day.isoformat()}
    if chance.random() < 0.8:
        told["bristol"] = chance.choice(STOOLS)
    if chance.random() < 0.7:
        told["taken"] = chance.choice(("taken", "taken", "taken", "skipped"))
    if chance.random() < 0.2:
        told["benefit"] = chance.choice(("none", "some", "good"))
    if chance.random() < 0.01:
        told["effects"] = (chance.choice(alarms),)
    if chance.random() < 0.03:
        told["seen"] = alarms
    if chance.random() < 0.02:
        told["lab"] = lab_of(*chance.choice((*FORBIDDING, *HARMLESS, *HARMLESS)))
    if chance.random() < 0.01:
        told |= {"change": ("new_medicine",), "medicine": chance.choice(("furosemide", "ciprofloxacine", "onbekendol"))}
    entry = Entry(**told)
    return None if entry == Entry(date=entry.date) else entry


def lab_of(test: str, value: float) -> LabValue:
    return LabValue(test=test, value=value, unit=UNITS[test])


def make(chance: random.Random, knowledge: Knowledge, alarms: tuple[str, ...]) -> Made:
    profile = profile_of(chance, knowledge)
    try:
        course = begin_course(profile, START, knowledge=knowledge)
    except DiaryError:
        return make(chance, knowledge, alarms)
    events = [Event(id="c", kind="course", recorded="x", course=course, profile=profile)]
    days = chance.randrange(1, LONGEST)
    for number in range(-3, days):
        entry = entry_of(chance, START + timedelta(number), alarms)
        if entry is not None:
            events.append(Event(id=f"e{number}", kind="entry", recorded="x", entry=entry))
    return Made(tuple(events), START + timedelta(days - 1))


def worse(chance: random.Random, made: Made, alarms: tuple[str, ...], day: date) -> Entry:
    """A bad thing on a day."""
    told: dict[str, Any] = {"date": day.isoformat()}
    profile = made.events[0].profile
    # A value that a doctor agreed to forbids nothing: it may be the answer to an earlier one.
    agreed = profile is not None and profile.doctor_agreed
    kind = chance.choice(("alarm", "loose", "watery") if agreed else ("alarm", "loose", "watery", "lab"))
    if kind == "alarm":
        return Entry(**told, effects=(chance.choice(alarms),))
    if kind == "lab":
        return Entry(**told, lab=lab_of(*chance.choice(FORBIDDING)))
    return Entry(**told, bristol=6 if kind == "loose" else 7)


def mg(made: Made, knowledge: Knowledge) -> float:
    found = today_of(made.events, made.on, knowledge=knowledge)
    return found.dose.mg if found.dose is not None else 0.0


def broken(people: int, seed: int, knowledge: Knowledge, *, first: int = 0) -> Iterator[str]:
    """A line for every diary in which a bad thing raised a dose, or a dose stood where the rules forbid one.

    Looked at on the day of the bad thing, on the day after it (which it decides too), and on the last day, on which it
    may have been answered and what was written since may weigh otherwise: then only the rules are asked.
    """
    alarms = tuple(knowledge.fields["red_flags"].options)
    for number in range(first, first + people):
        chance = random.Random(f"{seed}-{number}")
        made = make(chance, knowledge, alarms)
        day = made.on - timedelta(chance.randrange((made.on - START).days + 1))
        entry = worse(chance, made, alarms, day)
        more = (*made.events, Event(id="new", kind="entry", recorded="x", entry=entry))
        for on in dict.fromkeys((day, min(day + timedelta(1), made.on), made.on)):
            before, after = mg(Made(made.events, on), knowledge), mg(Made(more, on), knowledge)
            where = f"diary {number}, {entry.to_dict()}, {on}"
            if on <= day + timedelta(1) and after > before:
                yield f"raised: {where}: {before} mg became {after} mg"
            if on == day and after and (entry.effects or entry.bristol == 7):
                yield f"beside it: {where}: {after} mg"
            for events, dose in ((made.events, before), (more, after)):
                if dose and not _may_be(Made(events, on), dose, knowledge):
                    yield f"rules: {where}: {dose} mg where the advice gives none or less"


def _may_be(made: Made, dose: float, knowledge: Knowledge) -> bool:
    """Whether the whole advice, asked anew of everything known, has room for the dose."""
    profile = made.events[0].profile
    assert profile is not None
    known = known_on(profile, made.events, made.on, knowledge=knowledge, told=START.isoformat())
    # What is taken now is replaced by the plan: it is no reason against a dose.
    advice = answer(msgspec.structs.replace(known.profile, current_magnesium=None), knowledge=knowledge, on=made.on)
    return advice.dose is not None and dose <= advice.dose.ceiling_mg - advice.dose.already_mg


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    found = list(broken(options.people, options.seed, load_knowledge()))
    print(f"{options.people} diaries, one bad thing added to each: {len(found)} raised a dose or broke a rule")
    for line in found[:20]:
        print("  " + line)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
