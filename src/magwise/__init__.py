"""What a person should do about magnesium, from the first question to an honest verdict.

The front door. Names are loaded when they are first used, so that `import magwise` stays light.

>>> import magwise
>>> magwise.read_label("Magnesium (as citrate) 75 mg per tablet").elemental_mg_per_serving.best
75
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from magwise.advice.advice import Advice
    from magwise.advice.asking import Asked
    from magwise.errors import InputError, KnowledgeError, MagwiseError
    from magwise.followup.analyse import TrialResult
    from magwise.followup.design import TrialDesign
    from magwise.followup.lab_report import LabReport
    from magwise.knowledge.load import Knowledge, load_knowledge
    from magwise.labels.label import Label
    from magwise.medicines.records import MedicineMatch
    from magwise.profiles.profile import Profile
    from magwise.schedule.day import DayPlan

__version__ = "0.1.0"

_HOME = {
    "Advice": "magwise.advice.advice",
    "Asked": "magwise.advice.asking",
    "DayPlan": "magwise.schedule.day",
    "InputError": "magwise.errors",
    "Knowledge": "magwise.knowledge.load",
    "KnowledgeError": "magwise.errors",
    "LabReport": "magwise.followup.lab_report",
    "Label": "magwise.labels.label",
    "MagwiseError": "magwise.errors",
    "MedicineMatch": "magwise.medicines.records",
    "Profile": "magwise.profiles.profile",
    "TrialDesign": "magwise.followup.design",
    "TrialResult": "magwise.followup.analyse",
    "load_knowledge": "magwise.knowledge.load",
}

__all__ = [
    "Advice",
    "Asked",
    "DayPlan",
    "InputError",
    "Knowledge",
    "KnowledgeError",
    "LabReport",
    "Label",
    "MagwiseError",
    "MedicineMatch",
    "Profile",
    "TrialDesign",
    "TrialResult",
    "advise",
    "analyse_trial",
    "ask",
    "design_trial",
    "find_medicine",
    "load_knowledge",
    "plan_day",
    "read_label",
    "read_labs",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module «magwise» has no «{name}»")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)


def read_label(text: str, lang: "str | None" = None, locale: "str | None" = None) -> "Label":
    """Read one label, as printed.

    lang: nl, en, de, fr, es, it, pl, pt, sv or da; found out when left out. locale: language of the findings, nl or
    en; nl when left out. Amounts are elemental mg. What the label cannot tell is None and the verdict says why. Raises
    InputError for empty text or more than 100 kB.

    >>> label = read_label("Magnesium oxide 500 mg per tablet")
    >>> label.verdict, label.elemental_mg_per_unit.best
    ('compound_only', 301.5)
    """
    from magwise.knowledge.load import load_knowledge
    from magwise.labels.read import read_label as read

    return read(text, lang, knowledge=load_knowledge(), locale=_language(locale))


def find_medicine(text: str, locale: "str | None" = None) -> "MedicineMatch":
    """Recognise one medicine as people type it, or a list of them, with what it means for magnesium.

    A doubtful name offers candidates and is not recognised; an unknown one has none. locale: language of the texts, nl
    or en; nl when left out. Raises InputError for empty text.

    >>> find_medicine("Thyrax 100 mcg").matches[0].inn
    'levothyroxine'
    """
    from magwise.errors import InputError, as_text
    from magwise.knowledge.load import load_knowledge
    from magwise.medicines.match import find_medicine as find

    knowledge, language = load_knowledge(), _language(locale)
    if isinstance(text, str) and as_text(text) != text:
        raise InputError("medicine", *(knowledge.say(language, f"labels.{part}.half") for part in ("fault", "mend")))
    return find(text, knowledge=knowledge, locale=language)


def advise(profile: "Profile | Mapping[str, Any]", on: "date | None" = None, locale: "str | None" = None) -> "Advice":
    """The whole advice for a profile, with its day plan.

    on: the date that judges `overrides.until`; without it no override counts. locale: language of the texts; the
    profile's when left out. What is left out of the profile is unknown, never «no». Raises InputError for a profile
    that cannot be understood.

    >>> advise({"person": {"age": 42}, "goals": ["sleep"]}).dose.start_mg
    100
    """
    from magwise.answer import answer
    from magwise.knowledge.load import load_knowledge

    return answer(_in_language(profile, locale), knowledge=load_knowledge(), on=_day(on))


def ask(profile: "Profile | Mapping[str, Any]", locale: "str | None" = None) -> "Asked":
    """The next question for a profile, or that nothing left to ask changes decision, first choice or dose.

    A key with null («None») was asked and is not known. locale: language of the question; the profile's when left out.
    Raises InputError for a profile that cannot be understood.

    >>> ask({"person": {"age": 42}, "goals": ["sleep"]}).question.field
    'red_flags'
    """
    from magwise.advice.asking import ask as ask_next
    from magwise.knowledge.load import load_knowledge

    return ask_next(_in_language(profile, locale), knowledge=load_knowledge())


def plan_day(
    profile: "Profile | Mapping[str, Any]", on: "date | None" = None, locale: "str | None" = None
) -> "DayPlan":
    """Only the day plan; medicines alone give their blocked hours.

    on and locale as in `advise`. Raises InputError for a profile that cannot be understood.

    >>> plan_day({"medicines": [{"name": "Thyrax", "times": ["07:00"]}]}).windows[0].to
    '11:00'
    """
    from magwise.answer import plan
    from magwise.knowledge.load import load_knowledge

    return plan(_in_language(profile, locale), knowledge=load_knowledge(), on=_day(on))


def design_trial(
    outcome: "Mapping[str, Any] | str",
    minimal_effect: float,
    start: "date | str",
    blocks: int | None = None,
    period_days: int | None = None,
    washout_days: int | None = None,
    baseline_sd: float | None = None,
    seed: int = 0,
) -> "TrialDesign":
    """Fix an n-of-1 trial before its first day: blocks with their drawn order, washout, rules, chance of a verdict.

    outcome: {name, min, max, low_word, high_word, better: high|low}, or a bare name for a score from 0 to 10 where
    high is better. minimal_effect: the smallest effect worth having, in points of that scale. baseline_sd: how much
    the score differs from day to day; None is unknown, and chances for several are given. seed: draws the order.
    What is left out is chosen for the best chance. Raises InputError, and ExtraMissingError without the extra «trial».

    >>> trial = design_trial("sleep", 1, "2027-01-04", seed=7)
    >>> trial.blocks, trial.period_days, trial.days[0].date, trial.stopping.last_day
    (10, 4, '2027-01-04', '2027-03-24')
    """
    from magwise.followup.design import design_trial as design
    from magwise.knowledge.load import load_knowledge

    return design(
        outcome,
        minimal_effect,
        start,
        knowledge=load_knowledge(),
        blocks=blocks,
        period_days=period_days,
        washout_days=washout_days,
        baseline_sd=baseline_sd,
        seed=seed,
    )


def analyse_trial(
    rows: "Iterable[Mapping[str, Any]]",
    minimal_effect: float | None,
    design: "TrialDesign | Mapping[str, Any] | None" = None,
) -> "TrialResult":
    """Judge an n-of-1 trial by the draw of its order, on any day, as often as wanted.

    rows: mappings with date, on, outcome (optional washout, taken: taken | skipped | unrecorded, change), one a day,
    in any order; an outcome that is not written down is None or empty. minimal_effect: the smallest effect worth
    having; None where a design has fixed it. Without a design higher is better and how the days were divided is
    assumed: `assumptions` says what. Raises InputError, and ExtraMissingError without the extra «trial».

    >>> rows = [{"date": f"2027-01-{day:02d}", "on": day % 2, "outcome": 5 + day % 2} for day in range(1, 9)]
    >>> found = analyse_trial(rows, minimal_effect=0.5)
    >>> found.effect, found.verdict, found.reason_id
    (1.0, 'inconclusive', 'few_pairs')
    """
    from magwise.followup.analyse import analyse_trial as analyse
    from magwise.knowledge.load import load_knowledge

    return analyse(rows, minimal_effect, design, knowledge=load_knowledge())


def read_labs(
    values: "Iterable[Mapping[str, Any]]",
    profile: "Profile | Mapping[str, Any] | None" = None,
    on: "date | None" = None,
    locale: "str | None" = None,
) -> "LabReport":
    """What laboratory values say, the laboratory's own range first, and how they went over time.

    values: mappings with test and value (a number, or a text such as «> 90»), and optional unit, low, high (the
    laboratory's range), range, mark and date. profile: age and sex for the kidney function; on: the day on which that
    age holds; locale: language of the texts, the profile's when left out. A value explains and opens no gate. What
    cannot be read stands in `unread`; InputError where nothing can.

    >>> report = read_labs([{"test": "magnesium", "value": 2.0, "unit": "mg/dL", "low": 1.7, "high": 2.4}])
    >>> report.values[0].value, report.values[0].unit, report.values[0].standing
    (0.82, 'mmol/L', 'within')
    """
    from magwise.followup.lab_table import read_lab_rows
    from magwise.followup.labs import read_labs as read
    from magwise.knowledge.load import load_knowledge
    from magwise.profiles.read import read_profile

    knowledge = load_knowledge()
    person = None if profile is None else read_profile(profile, knowledge=knowledge, for_plan=True)
    language = _language(locale) if locale is not None or person is None else person.locale
    table = read_lab_rows(values, knowledge=knowledge, locale=language, where="values")
    return read(table.values, person, knowledge=knowledge, locale=language, on=_day(on), unread=table.unread)


def _language(locale: "str | None") -> str:
    """The language that was asked for, else Dutch. Raises InputError for one that is not spoken here."""
    if locale is None:
        return "nl"
    from magwise.knowledge.records import LANGUAGES

    if locale in LANGUAGES:
        return locale
    from magwise.errors import InputError
    from magwise.knowledge.load import load_knowledge

    said = (load_knowledge().say("en", f"labels.{part}.locale") for part in ("fault", "mend"))
    raise InputError("locale", *said)


def _in_language(profile: Any, locale: "str | None") -> Any:
    """A profile that speaks the language that was asked for; as it is where none was."""
    if locale is None:
        return profile
    language = _language(locale)
    if isinstance(profile, dict):
        return {**profile, "locale": language}
    from msgspec.structs import replace

    from magwise.profiles.profile import Profile

    return replace(profile, locale=language) if isinstance(profile, Profile) else profile


def _day(on: "date | None") -> "date | None":
    """A day that was given, or None; a moment counts as its day. Raises InputError for what is no day."""
    from datetime import datetime

    from magwise.dates import read_day
    from magwise.errors import InputError
    from magwise.knowledge.load import load_knowledge

    found = read_day(on.date() if isinstance(on, datetime) else on)
    if on is not None and found is None:
        from magwise.followup.words import shown

        said = load_knowledge().say("en", "diary.fault.date", value=shown(on))
        raise InputError("on", said, load_knowledge().say("en", "diary.mend.date"))
    return found
