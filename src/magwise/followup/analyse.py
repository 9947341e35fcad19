"""Does it work for this person? The verdict on a trial, by its own drawn order and nothing else."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, field

from magwise.followup.days import Day, Diary, follow_plan, pair_stretches, to_blocks
from magwise.followup.design import LARGEST, LEAST, LEVEL, TrialDesign, read_design
from magwise.followup.estimate import Estimate, Numbers, detectable, estimate, first_refusal, to_numbers
from magwise.followup.rows import Place, read_rows
from magwise.followup.words import Words, shown
from magwise.result import Result

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge

Verdict = Literal["works", "no_effect", "worse", "inconclusive"]
LEAST_BLOCKS = 6
FEW_DAYS = 0.7
LATER_DAYS = (1, 2)


class Period(Struct, frozen=True, kw_only=True):
    """A stretch of equal days. n: days with an outcome; mean: of these, None without any."""

    on: bool
    washout: bool
    from_: str = field(name="from")
    to: str
    n: int
    mean: float | None


class Side(Struct, frozen=True, kw_only=True):
    """One way to count the days. low, high: None where there is no bound."""

    n_on: int
    n_off: int
    effect: float | None
    low: float | None
    high: float | None
    p_value: float
    verdict: Verdict


class CarryOver(Struct, frozen=True, kw_only=True):
    """The same with more days left out at the start of every period."""

    washout_days: int
    n_on: int
    n_off: int
    effect: float | None
    low: float | None
    high: float | None
    p_value: float
    verdict: Verdict


class Left(Struct, frozen=True, kw_only=True):
    """Days that do not count. missing: they would, but nothing was written down; outside: not in the plan; later:
    written down for a day behind the day of looking.

    skipped: on by the plan and not taken, or off and taken; unrecorded: it was not written down whether.
    """

    washout: int
    missing: int
    void: int
    skipped: int
    unrecorded: int
    outside: int
    later: int = 0


class TrialResult(Result, frozen=True, kw_only=True):
    """The verdict on a trial. effect: mean on minus mean off, in points of the outcome, whatever its good end.

    low, high: the interval at `level`, None where the blocks are too few for a bound; completeness: the share of days
    that could count and are written down; reason: why this verdict; smallest_detectable_effect: what such a trial
    would show in four of five cases, None when it cannot be told; method: fixed (the exact test, at the end) or
    anytime (the e-process, valid at every look); per_protocol: only days on which the plan was kept.
    """

    n_on: int
    n_off: int
    completeness: float | None
    effect: float | None
    low: float | None
    high: float | None
    level: float
    p_value: float
    verdict: Verdict
    reason: str
    smallest_detectable_effect: float | None
    plan_hash: str | None
    periods: list[Period]
    reason_id: str
    method: Literal["fixed", "anytime"]
    minimal_effect: float
    better: Literal["high", "low"]
    blocks: int
    planned_blocks: int | None
    days_left: int | None
    first_verdict: Verdict | None
    first_verdict_on: str | None
    per_protocol: Side | None
    carry_over: list[CarryOver]
    left_out: Left
    assumptions: list[str]


def analyse_trial(
    rows: Iterable[Mapping[str, Any]] | Sequence[tuple[Place, Mapping[str, Any]]],
    minimal_effect: float | None,
    design: TrialDesign | Mapping[str, Any] | None = None,
    *,
    knowledge: "Knowledge",
    locale: str = "en",
    faults_in: str | None = None,
    on: date | None = None,
    stopped: bool = False,
) -> TrialResult:
    """Judge a trial. rows: mappings with date, on, outcome (optional washout, taken, change), in any order.

    minimal_effect: the smallest effect worth having; may be left out with a design, which has fixed it. on: the day of
    looking, behind which no row counts; without it the last row's. stopped: no day is to come. locale, faults_in: the
    languages of the answer and of a fault. Without a design higher is better, and the draw of the order is assumed.
    Raises DiaryError for rows or a plan that cannot be used.
    """
    words, faults = Words(knowledge, locale), Words(knowledge, faults_in or locale)
    plan = None if design is None else read_design(design, faults)
    least = _minimal(minimal_effect, plan, faults)
    read = read_rows(
        _placed(rows, faults),
        faults,
        need_on=plan is None,
        **({} if plan is None else {"least": plan.outcome.min, "most": plan.outcome.max}),
    )
    seen = [row for row in read if on is None or row.day <= on]
    if not seen and on is not None:
        raise faults.refuse("rows", "later", date=on.isoformat())
    later, read = len(read) - len(seen), seen
    if plan is not None and not any(plan.start <= row.day.isoformat() <= plan.stopping.last_day for row in read):
        raise faults.refuse("rows", "outside", first=plan.start, last=plan.stopping.last_day)
    diary = pair_stretches(read) if plan is None else follow_plan(read, plan, on)
    better: Literal["high", "low"] = "high" if plan is None else plan.outcome.better
    numbers = to_numbers(to_blocks(diary), least)
    found = estimate(numbers, final=diary.complete)
    verdict = judge(found, least, better)
    reason_id = _reason(verdict, diary, numbers, plan, stopped)
    low, high = _bound(found.low), _bound(found.high)
    n_on, n_off = _count(diary.days, lambda day: day.counts)
    first, first_block = _first_verdict(numbers, least, better)
    planned = diary.planned
    return TrialResult(
        n_on=n_on,
        n_off=n_off,
        completeness=_completeness(diary),
        effect=_plain(found.effect),
        low=low,
        high=high,
        level=LEVEL,
        p_value=float(f"{found.p_value:.4g}"),
        verdict=verdict,
        reason=words.say(
            f"reason.{reason_id}",
            days=diary.days_left,
            blocks=numbers.used,
            need=LEAST_BLOCKS,
            percent=round(100 * (_completeness(diary) or 0)),
        ),
        smallest_detectable_effect=_plain(detectable(numbers, planned, final=plan is not None and not diary.ended)),
        plan_hash=None if plan is None else plan.plan_hash,
        periods=_periods(diary),
        reason_id=reason_id,
        method="fixed" if diary.complete else "anytime",
        minimal_effect=least,
        better=better,
        blocks=numbers.used,
        planned_blocks=None if plan is None else plan.blocks,
        days_left=None if plan is None else diary.days_left,
        first_verdict=first,
        first_verdict_on=None if first is None else _block_end(diary, first_block),
        per_protocol=_per_protocol(diary, least, better),
        carry_over=_carry_over(diary, least, better),
        left_out=_left_out(diary, later),
        assumptions=[words.say(f"assumption.{key}") for key in (["no_plan", "better"] if plan is None else [])],
    )


def judge(found: Estimate, minimal_effect: float, better: str) -> Verdict:
    """The verdict of an interval: «no_effect» inside ± the smallest effect worth having, else its side of 0.

    >>> judge(Estimate(1.0, 0.2, 1.8, 0.01), 0.5, "high"), judge(Estimate(1.0, 0.2, 1.8, 0.01), 0.5, "low")
    ('works', 'worse')
    >>> judge(Estimate(0.2, 0.1, 0.3, 0.01), 0.5, "high"), judge(Estimate(0.2, -0.1, 0.7, 0.3), 0.5, "high")
    ('no_effect', 'inconclusive')
    """
    if -minimal_effect < found.low and found.high < minimal_effect:
        return "no_effect"
    if found.low > 0:
        return "works" if better == "high" else "worse"
    if found.high < 0:
        return "worse" if better == "high" else "works"
    return "inconclusive"


def _minimal(value: Any, plan: TrialDesign | None, words: Words) -> float:
    if value is None and plan is not None:
        return plan.minimal_effect
    if isinstance(value, bool) or not isinstance(value, int | float) or not LEAST <= value <= LARGEST:
        raise words.refuse("minimal_effect", "positive", value=shown("" if value is None else value))
    if plan is not None and not math.isclose(value, plan.minimal_effect):
        raise words.refuse("minimal_effect", "changed", value=shown(value), fixed=shown(plan.minimal_effect))
    return float(value)


def _placed(rows: Iterable[Any], words: Words) -> Iterable[tuple[Place, Mapping[str, Any]]]:
    """Each row with how it is called in an error line."""
    if isinstance(rows, str | bytes | Mapping) or not isinstance(rows, Iterable):
        raise words.refuse("rows", "rows")
    for number, row in enumerate(rows, start=1):
        if isinstance(row, tuple) and len(row) == 2 and isinstance(row[0], str):
            yield row[0], row[1]
        else:
            yield words.say("row", number=number), row


def _reason(verdict: Verdict, diary: Diary, numbers: Numbers, plan: TrialDesign | None, stopped: bool) -> str:
    if verdict != "inconclusive":
        return verdict
    if stopped and not diary.ended:
        return "stopped"
    if diary.ended:
        return "ended"
    if plan is None:
        return "few_pairs" if numbers.used < LEAST_BLOCKS else "wide"
    if not diary.complete:
        return "running"
    if plan.blocks < LEAST_BLOCKS:
        return "few_planned"
    if numbers.used < LEAST_BLOCKS:
        return "few_blocks"
    completeness = _completeness(diary)
    return "missing" if completeness is not None and completeness < FEW_DAYS else "wide"


def _first_verdict(numbers: Numbers, least: float, better: str) -> tuple[Verdict | None, int]:
    """The first verdict that a look after every block would have given, and that block."""
    above, below = (first_refusal(numbers, 0.0, above=side) for side in (True, False))
    floor, roof = first_refusal(numbers, -least, above=True), first_refusal(numbers, least, above=False)
    found: list[tuple[int, int, Verdict]] = []
    if floor is not None and roof is not None:
        found.append((max(floor, roof), 0, "no_effect"))
    for block, good in ((above, better == "high"), (below, better == "low")):
        if block is not None:
            found.append((block, 1, "works" if good else "worse"))
    return (min(found)[2], min(found)[0]) if found else (None, 0)


def _block_end(diary: Diary, block: int) -> str:
    return max(day.day for day in diary.days if day.block == block).isoformat()


def _side(diary: Diary, keep: Any, least: float, better: str) -> dict[str, Any]:
    found = estimate(to_numbers(to_blocks(diary, keep), least), final=diary.complete)
    n_on, n_off = _count(diary.days, keep)
    return {
        "n_on": n_on, "n_off": n_off, "effect": _plain(found.effect), "low": _bound(found.low),
        "high": _bound(found.high), "p_value": float(f"{found.p_value:.4g}"), "verdict": judge(found, least, better),
    }  # fmt: skip


def _kept(day: Day) -> bool | None:
    """Whether that day went by the plan; None when it was not written down."""
    if day.really_on is not None and day.really_on != day.on:
        return False
    if day.taken == "unrecorded":
        return None
    return (day.taken == "taken") == day.on


def _per_protocol(diary: Diary, least: float, better: str) -> Side | None:
    """Only days that surely went by the plan; on an off day nothing to take is nothing to write down."""
    if all(day.taken == "unrecorded" for day in diary.days):
        return None

    def keep(day: Day) -> bool:
        kept = _kept(day)
        return day.counts and (kept is True or (kept is None and not day.on))

    return Side(**_side(diary, keep, least, better))


def _carry_over(diary: Diary, least: float, better: str) -> list[CarryOver]:
    """The same with one and with two more days left out at the start of every period."""
    own = max((day.place + 1 for day in diary.days if day.washout), default=0)
    found = []
    for more in LATER_DAYS:
        washout = own + more
        side = _side(diary, lambda day, washout=washout: day.counts and day.place >= washout, least, better)
        if side["n_on"] and side["n_off"]:
            found.append(CarryOver(washout_days=washout, **side))
    return found


def _left_out(diary: Diary, later: int) -> Left:
    days = diary.days
    return Left(
        washout=sum(day.washout for day in days),
        missing=sum(day.may_count and day.outcome is None for day in days),
        void=sum(day.void and not day.washout for day in days),
        skipped=sum(_kept(day) is False for day in days),
        unrecorded=sum(day.on and _kept(day) is None for day in days),
        outside=diary.extra,
        later=later,
    )


def _completeness(diary: Diary) -> float | None:
    """Without a plan days that are absent between the first and the last count as missing."""
    could = [day for day in diary.days if not day.washout and not day.void]
    days = len(could)
    if diary.days and not diary.by_plan:
        gaps = (diary.days[-1].day - diary.days[0].day).days + 1 - len(diary.days)
        days += gaps
    return float(f"{sum(day.outcome is not None for day in could) / days:.4g}") if days else None


def _count(days: Sequence[Day], keep: Any) -> tuple[int, int]:
    kept = [day.on for day in days if keep(day)]
    return sum(kept), len(kept) - sum(kept)


def _periods(diary: Diary) -> list[Period]:
    """Stretches of equal days; with a plan two off periods in a row stay two."""

    def part(day: Day) -> tuple[Any, ...]:
        return day.on, day.washout, day.block if diary.by_plan else 0

    days = diary.days
    found: list[Period] = []
    stretch: list[Day] = []
    for place, day in enumerate(days):
        stretch.append(day)
        after = days[place + 1] if place + 1 < len(days) else None
        if after is None or part(after) != part(day):
            scores = [one.outcome for one in stretch if one.outcome is not None]
            found.append(
                Period(
                    on=day.on, washout=day.washout, from_=stretch[0].day.isoformat(), to=day.day.isoformat(),
                    n=len(scores), mean=_plain(math.fsum(scores) / len(scores)) if scores else None,
                )
            )  # fmt: skip
            stretch = []
    return found


def _bound(value: float) -> float | None:
    return _plain(value) if math.isfinite(value) else None


def _plain(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}") + 0.0
