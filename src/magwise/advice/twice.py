"""Two advices for one person, side by side: which keys differ, and which flags only one of them holds."""

from collections.abc import Iterator

from magwise.advice.advice import Dose, Flag, FlagChange, Flip
from magwise.advice.case import Case
from magwise.advice.draft import Draft, flags_of_day
from magwise.advice.engine import Engine
from magwise.schedule.day import DayPlan, Item

Keys = dict[str, str | float | None]


def compare_drafts(
    case: Case, ours: Draft, theirs: Draft, engine: Engine
) -> tuple[tuple[Flip, ...], tuple[FlagChange, ...]]:
    """What becomes other from our draft to theirs."""
    mine, there = _flags(case, ours, engine), _flags(case, theirs, engine)
    changes = [*_only("ours", mine, there), *_only("theirs", there, mine)]
    return tuple(_flips(_keys_of(ours), _keys_of(theirs))), tuple(changes)


def _flips(ours: Keys, theirs: Keys) -> Iterator[Flip]:
    for key, value in ours.items():
        if value != theirs[key]:
            yield Flip(key=key, ours=value, theirs=theirs[key])


def _keys_of(drafted: Draft) -> Keys:
    """What must be equal for two advices to be the same; a dose that is not given has no value."""
    dose = drafted.dose
    return {
        "decision": drafted.found.decision,
        "first_choice": None if drafted.found.decision == "urgent" else drafted.found.ranked.first,
        "ceiling_mg": dose.ceiling_mg if dose else None,
        "ladder": _ladder(dose) if dose else None,
        **{f"day_plan.{key}": value for key, value in _day(drafted.plan).items()},
    }


def _ladder(dose: Dose) -> str:
    """«100, 150, 100+100»: mg a day for each step, and how it is split."""
    return ", ".join("+".join(f"{mg:g}" for mg in step.split_mg) for step in dose.ladder)


def _day(plan: DayPlan) -> Keys:
    """The parts of a day as text, each in the order of the plan; empty where there is nothing."""
    windows = [f"{window.medicine} {window.from_}-{window.to} {window.action}" for window in plan.windows]
    return {
        "status": plan.status,
        "magnesium": told_intakes(plan.items),
        "medicines": ", ".join(
            f"{item.time} {item.name}" for item in plan.items if item.kind in ("medicine", "supplement")
        ),
        "windows": ", ".join(windows),
        "conflicts": " ".join(plan.conflicts),
        "alternatives": " ".join(plan.alternatives),
        "other_days": "; ".join(f"{day.text} {day.status} {told_intakes(day.items)}" for day in plan.other_days),
    }


def told_intakes(items: tuple[Item, ...]) -> str:
    """«08:00 50 mg, 22:00 100 mg»: the magnesium of a day."""
    return ", ".join(f"{item.time} {item.mg:g} mg" for item in items if item.kind == "magnesium")


def _flags(case: Case, drafted: Draft, engine: Engine) -> list[Flag]:
    return [*drafted.flags, *flags_of_day(case, drafted.plan, engine)]


def _only(side: str, here: list[Flag], there: list[Flag]) -> Iterator[FlagChange]:
    known = {(flag.id, flag.level, flag.about) for flag in there}
    for flag in here:
        if (flag.id, flag.level, flag.about) not in known:
            yield FlagChange(id=flag.id, level=flag.level, only="ours" if side == "ours" else "theirs")
