"""The kernel for profiles: n rows in, n rows out, the same order. It knows neither files nor processes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from magwise.advice.advice import Advice
from magwise.answer import answer
from magwise.batch.labels import OWN_FAULTS, Columns
from magwise.batch.rows import ProfileRow, Voice
from magwise.errors import InputError
from magwise.knowledge.load import Knowledge
from magwise.profiles.text import parse_text

COLUMNS = ("id", "decision", "first_choice", "start_mg", "ceiling_mg", "already_mg", "flags", "error")


def advise_columns(
    rows: Sequence[ProfileRow], *, knowledge: Knowledge, locale: str = "en", on: date | None = None
) -> Columns:
    """Answer many profiles: n profiles in, n rows out, same order, one row per profile even when none was understood.

    on: the date that judges `overrides.until`. Returns the columns of `COLUMNS`; masses are elemental mg and None
    without a dose; `first_choice` is a form or None. A profile that cannot be understood has its `id`, an `error` in
    words and None everywhere else.

    >>> from magwise.knowledge.load import load_knowledge
    >>> rows = [ProfileRow("a", {"person": {"age": 42}, "goals": ["sleep"]})]
    >>> advise_columns(rows, knowledge=load_knowledge())["start_mg"]
    [100]
    """
    voice = Voice(knowledge, locale)
    columns: Columns = {name: [] for name in COLUMNS}
    for row in rows:
        advice, error = advise_row(row, voice, on)
        values = (row.id, *(_values(advice) if advice is not None else [None] * 6), error)
        for name, value in zip(COLUMNS, values, strict=True):
            columns[name].append(value)
    return columns


def advise_row(row: ProfileRow, voice: Voice, on: date | None) -> tuple[Advice | None, str | None]:
    """The advice for a row, or what is wrong with the row."""
    if row.error is not None:
        return None, row.error
    try:
        told = row.profile
        if isinstance(told, str):
            told = parse_text(told, knowledge=voice.knowledge, locale=voice.locale)
        if not isinstance(told, Mapping):
            return None, voice.row("no_profile")
        return answer(told, knowledge=voice.knowledge, on=on), None
    except InputError as error:
        return None, str(error)
    except OWN_FAULTS as error:
        return None, voice.row("own", kind=type(error).__name__)


def _values(advice: Advice) -> tuple[Any, ...]:
    dose = advice.dose
    first = next((form.form for form in advice.forms if form.role == "first_choice"), None)
    return (
        advice.decision,
        first,
        dose.start_mg if dose else None,
        dose.ceiling_mg if dose else None,
        dose.already_mg if dose else None,
        [flag.id for flag in advice.flags],
    )
