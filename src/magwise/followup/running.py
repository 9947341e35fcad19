"""The trials that a diary holds: which one runs on a day, whether one may begin, and what it makes of the days."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from magwise.followup.diary import Day, Event
from magwise.followup.titrate import Titration

SETTLED = ("diary_target", "diary_ceiling", "diary_not_tolerated")
MOVED = ("up", "down", "pause", "restart", "stop")


class Trial(NamedTuple):
    """A trial of a diary. id: of the event that began it; plan: as it was sealed; stopped: its day, else None."""

    id: str
    plan: Mapping[str, Any]
    stopped: str | None

    @property
    def name(self) -> str:
        """What is scored."""
        return str(self.plan["outcome"]["name"])

    @property
    def last_day(self) -> str:
        """The last day, by the plan or by stopping."""
        planned = str(self.plan["stopping"]["last_day"])
        return planned if self.stopped is None else min(self.stopped, planned)

    def runs_on(self, day: str) -> bool:
        """Whether it runs on a day; on the day of stopping no more."""
        return str(self.plan["start"]) <= day <= self.last_day and day != self.stopped

    def planned(self, until: str) -> dict[str, Mapping[str, Any]]:
        """The days of the plan up to a day, by date, without those from the day of stopping on."""
        return {
            day["date"]: day
            for day in self.plan["days"]
            if day["date"] <= until and (self.stopped is None or day["date"] < self.stopped)
        }


def trials_of(events: Iterable[Event]) -> tuple[Trial, ...]:
    """The trials of a diary in the order of their beginning."""
    found: dict[str, Trial] = {}
    for event in events:
        if event.kind == "trial" and event.trial is not None:
            found[event.id] = Trial(event.id, event.trial, None)
        elif event.kind == "trial_stop" and event.about in found and event.day is not None:
            found[event.about] = found[event.about]._replace(stopped=event.day)
    return tuple(found.values())


def open_trials(trials: Iterable[Trial], day: str) -> tuple[Trial, ...]:
    """Those that run on a day or are still to begin."""
    return tuple(trial for trial in trials if trial.stopped is None and trial.last_day >= day)


def trial_on(trials: Iterable[Trial], day: str) -> Trial | None:
    """The one that runs on a day; None without one."""
    return next((trial for trial in trials if trial.runs_on(day)), None)


def with_trial(days: Sequence[Day], trials: Iterable[Trial], until: str) -> tuple[Day, ...]:
    """The days with what the trials planned for them; a planned day on which nothing was written down is there too.

    What was written down wins. until: the last day that may be looked at, so that the order stays sealed.
    """
    kept = {day.date: day for day in days}
    for trial in trials:
        for on, planned in trial.planned(until).items():
            day = kept.get(on, Day(on))
            kept[on] = day._replace(
                on=planned["on"] if day.on is None else day.on,
                washout=planned["washout"] if day.washout is None else day.washout,
            )
    return tuple(kept[on] for on in sorted(kept))


def with_moves(days: Sequence[Day], moved: Titration | None, trial: Trial) -> tuple[Day, ...]:
    """The days of a trial; a day on which the diary had to move the dose is one of another dose."""
    moves = {move.date for move in moved.trail if move.way in MOVED} if moved else set()
    first, last = str(trial.plan["start"]), trial.last_day
    return tuple(
        day._replace(change=tuple(dict.fromkeys((*day.change, "other_dose")))) if first < day.date in moves else day
        for day in days
        if first <= day.date <= last and day.date != trial.stopped
    )


def is_settled(moved: Titration | None, step_days: float) -> bool | None:
    """Whether the dose stays where it is: at its target, its ceiling or what the gut bears, for long enough.

    None without a course: it is not known then.
    """
    if moved is None:
        return None
    return moved.today.rule in SETTLED and moved.days_here >= step_days
