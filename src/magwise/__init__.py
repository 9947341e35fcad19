"""What a person should do about magnesium, from the first question to an honest verdict.

The front door. Names are loaded when they are first used, so that `import magwise` stays light.

>>> import magwise
>>> magwise.read_label("Magnesium (as citrate) 75 mg per tablet").elemental_mg_per_serving.best
75
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from magwise.advice.advice import Advice
    from magwise.errors import InputError, KnowledgeError, MagwiseError
    from magwise.knowledge.load import Knowledge, load_knowledge
    from magwise.labels.label import Label
    from magwise.medicines.records import MedicineMatch
    from magwise.profiles.profile import Profile
    from magwise.schedule.day import DayPlan

__version__ = "0.1.0"

_HOME = {
    "Advice": "magwise.advice.advice",
    "DayPlan": "magwise.schedule.day",
    "InputError": "magwise.errors",
    "Knowledge": "magwise.knowledge.load",
    "KnowledgeError": "magwise.errors",
    "Label": "magwise.labels.label",
    "MagwiseError": "magwise.errors",
    "MedicineMatch": "magwise.medicines.records",
    "Profile": "magwise.profiles.profile",
    "load_knowledge": "magwise.knowledge.load",
}

__all__ = [
    "Advice",
    "DayPlan",
    "InputError",
    "Knowledge",
    "KnowledgeError",
    "Label",
    "MagwiseError",
    "MedicineMatch",
    "Profile",
    "advise",
    "find_medicine",
    "load_knowledge",
    "plan_day",
    "read_label",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module «magwise» has no «{name}»")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)


def read_label(text: str, lang: "str | None" = None) -> "Label":
    """Read one label, as printed.

    lang: nl, en, de, fr, es, it, pl, pt, sv or da; found out when left out. Amounts are elemental mg. What the label
    cannot tell is None and the verdict says why. Raises InputError for empty text or more than 100 kB.

    >>> label = read_label("Magnesium oxide 500 mg per tablet")
    >>> label.verdict, label.elemental_mg_per_unit.best
    ('compound_only', 301.5)
    """
    from magwise.knowledge.load import load_knowledge
    from magwise.labels.read import read_label as read

    return read(text, lang, knowledge=load_knowledge(), locale="nl" if lang == "nl" else "en")


def find_medicine(text: str) -> "MedicineMatch":
    """Recognise one medicine as people type it, with what it means for magnesium.

    A doubtful name offers candidates and is not recognised; an unknown one has none. Raises InputError for empty text.

    >>> find_medicine("Thyrax 100 mcg").matches[0].inn
    'levothyroxine'
    """
    from magwise.knowledge.load import load_knowledge
    from magwise.medicines.match import find_medicine as find

    return find(text, knowledge=load_knowledge(), locale="en")


def advise(profile: "Profile | Mapping[str, Any]", on: "date | None" = None) -> "Advice":
    """The whole advice for a profile, with its day plan.

    on: the date that judges `overrides.until`; without it no override counts. What is left out of the profile is
    unknown, never «no». Raises InputError for a profile that cannot be understood.

    >>> advise({"person": {"age": 42}, "goals": ["sleep"]}).dose.start_mg
    100
    """
    from magwise.answer import answer
    from magwise.knowledge.load import load_knowledge

    return answer(profile, knowledge=load_knowledge(), on=on)


def plan_day(profile: "Profile | Mapping[str, Any]", on: "date | None" = None) -> "DayPlan":
    """Only the day plan; medicines alone give their blocked hours.

    Raises InputError for a profile that cannot be understood.

    >>> plan_day({"medicines": [{"name": "Thyrax", "times": ["07:00"]}]}).windows[0].to
    '11:00'
    """
    from magwise.answer import plan
    from magwise.knowledge.load import load_knowledge

    return plan(profile, knowledge=load_knowledge(), on=on)
