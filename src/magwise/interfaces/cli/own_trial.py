"""`magwise trial begin | stop`: the trial that a diary holds, and its days for the verdict."""

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from magwise.errors import DiaryError
from magwise.followup.design import TrialDesign, check_start, read_design
from magwise.followup.diary import days_of, entries_of
from magwise.followup.running import (
    Trial,
    is_settled,
    open_trials,
    trials_of,
    with_moves,
    with_trial,
)
from magwise.followup.today import today_of
from magwise.followup.words import Words
from magwise.interfaces.cli.answer import locale_of, locale_of_faults, open_page, write_json
from magwise.interfaces.cli.faults import printable
from magwise.interfaces.cli.kept_diary import keep, new_event, opened, refuse
from magwise.interfaces.cli.profile import date_of
from magwise.interfaces.cli.streams import place_of, read_bytes, write
from magwise.knowledge.load import Knowledge
from magwise.strict_json import JsonFault, read_json

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given
    from magwise.store.diary import DiaryStore


def begin(given: "Given", knowledge: Knowledge) -> int:
    """Put a plan into the diary, where nothing stands in the way."""
    words, today = Words(knowledge, locale_of_faults(given)), date_of(given)
    plan = read_plan(given, given.words[0], knowledge)
    if plan.start < today.isoformat():
        raise words.refuse("magwise trial begin, start", "started", date=plan.start)
    with opened(given) as (store, name):
        events = store.events(name)
        found = today_of(events, today, knowledge=knowledge, locale=words.locale)
        if found.closed_by:
            said = {"text": " ".join(closing.text for closing in found.closed_by)}
            said["opens"] = " ".join(dict.fromkeys(closing.opens for closing in found.closed_by))
            raise refuse(knowledge, words.locale, "magwise trial begin", "closed", **said)
        step_days = float(knowledge.thresholds["diary_step_days"].value)
        check_start(
            titration_finished=is_settled(found.titration, step_days),
            running=[trial.name for trial in open_trials(trials_of(events), today.isoformat())],
            words=words,
        )
        event = new_event("trial", trial=plan.to_dict())
        keep(store, name, event)
    if given.has("--json"):
        write_json(
            {"id": event.id, "start": plan.start, "last_day": plan.stopping.last_day, "plan_hash": plan.plan_hash}
        )
        return 0
    told, page = Words(knowledge, locale_of(given)), open_page()
    start = told.day(date.fromisoformat(plan.start))
    page.text(told.say("begin.begun", name=printable(plan.outcome.name), date=start), style="bold")
    page.text(told.say("begin.daily"))
    write(str(page))
    return 0


def stop(given: "Given", knowledge: Knowledge) -> int:
    """Stop the trial of the diary; nothing that was written down goes."""
    today = date_of(given).isoformat()
    with opened(given) as (store, name):
        trial = kept_trial(given, store, name, knowledge, today)
        event = new_event("trial_stop", about=trial.id, day=today)
        keep(store, name, event)
    if given.has("--json"):
        write_json(event.to_dict())
        return 0
    told, page = Words(knowledge, locale_of(given)), open_page()
    page.text(told.say("begin.stopped", name=printable(trial.name)), style="bold")
    page.text(told.say("begin.judge"))
    write(str(page))
    return 0


def kept_trial(given: "Given", store: "DiaryStore", name: str, knowledge: Knowledge, day: str | None = None) -> Trial:
    """The trial of the diary that runs or is to begin; without a day the last one, whether it runs or not."""
    trials = trials_of(store.events(name))
    found = trials if day is None else open_trials(trials, day)
    if not found:
        raise Words(knowledge, locale_of_faults(given)).refuse(f"magwise {given.command.name}", "no_trial")
    return found[-1]


def own_days(given: "Given", knowledge: Knowledge) -> tuple[TrialDesign, list[tuple[str, Any]], date, bool]:
    """Plan and days of the last trial of the diary up to the day of looking, and whether it was stopped.

    A day on which the gut made the diary move the dose is one of another dose: the plan's rule for that decides.
    """
    from magwise.followup.exchange import trial_rows

    words = Words(knowledge, locale_of_faults(given))
    with opened(given) as (store, name):
        trial, events = kept_trial(given, store, name, knowledge), store.events(name)
    until = min(date_of(given), date.fromisoformat(trial.last_day))
    first = date.fromisoformat(str(trial.plan["start"]))
    stopped = trial.stopped is not None and trial.stopped <= date_of(given).isoformat()
    if stopped and trial.stopped == trial.last_day:
        until -= timedelta(days=1)
    plan = read_design(trial.plan, words)
    if until < first:
        raise words.refuse("magwise trial analyse", "not_begun", date=plan.start)
    days = with_trial(days_of(entries_of(events)), [trial], until.isoformat())
    found = today_of(events, until, course_of=first, knowledge=knowledge)
    kept = [day for day in with_moves(days, found.titration, trial) if day.date <= until.isoformat()]
    return plan, [(day["date"], day) for day in trial_rows(kept)], until, stopped


def read_plan(given: "Given", path: str, knowledge: Knowledge) -> TrialDesign:
    """The plan in a file, its seal checked."""
    words = Words(knowledge, locale_of_faults(given))
    try:
        plain = read_json(read_bytes(path))
    except JsonFault as fault:
        raise fault.to_error(place_of(path), partial(knowledge.say, words.locale), DiaryError) from None
    return read_design(plain, words)
