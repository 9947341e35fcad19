"""A trial, fixed before its first day: outcome, smallest effect worth having, blocks with their drawn order, and rules.

Every block is two periods of equal length, one with magnesium and one without; which comes first is drawn. What was
fixed is sealed by `plan_hash`: a plan that was changed afterwards is refused.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from msgspec import Struct

from magwise.dates import LAST, read_day
from magwise.errors import as_text
from magwise.followup.chance import Alternative, Chance, chances, list_alternatives, pick_shape
from magwise.followup.simulate import Shape
from magwise.followup.words import Words, nearest, shown
from magwise.result import Result

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge

LEVEL = 0.95
LONGEST_DAYS = 366
MOST_BLOCKS, MOST_PERIOD, MOST_WASHOUT = 180, 90, 30
LAST_SEED = 2**63 - 1
LEAST, LARGEST = 1e-6, 1e9  # of a score and of an effect
LONGEST_NAME = 80
WITHIN_REACH = 0.5
RULES = {
    "other_form": "end", "other_dose": "end",
    "new_medicine": "void_block", "stopped_medicine": "void_block",
    "illness": "void_day", "travel": "void_day", "coffee": "void_day", "alcohol": "void_day", "other": "void_day",
}  # fmt: skip


class Outcome(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is scored every day, on a scale with a word at both ends. better: which end is the good one."""

    name: str
    min: float = 0.0
    max: float = 10.0
    low_word: str = ""
    high_word: str = ""
    better: Literal["high", "low"] = "high"


class TrialDay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One day. on: take magnesium; washout: what was before may still act, so the day does not count."""

    date: str
    on: bool
    washout: bool
    block: int


class ChangeRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What happens when something else changes. then: void_day, void_block, or end (only earlier blocks count)."""

    change: str
    then: Literal["void_day", "void_block", "end"]


class Stopping(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a verdict may fall. before_the_end: by the e-process after each block; at_the_end: by the exact test."""

    level: float
    before_the_end: Literal["anytime"]
    at_the_end: Literal["fixed"]
    last_day: str


class Washout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days at the start of every period that do not count, and who says so."""

    days: int
    rule: str
    sources: list[str]


class TrialDesign(Result, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything about a trial that is fixed before its first day.

    chance: of a verdict, for the person's own day-to-day spread or, where that is not known, for several;
    within_reach: whether the effect worth having would show at least half the time, None when the spread is unknown;
    alternatives: what would raise the chance, each computed; order_hash: seals the order without telling it.
    """

    outcome: Outcome
    minimal_effect: float
    start: str
    blocks: int
    period_days: int
    washout: Washout
    baseline_sd: float | None
    seed: int
    stopping: Stopping
    changes: list[ChangeRule]
    chance: list[Chance]
    within_reach: bool | None
    alternatives: list[Alternative]
    days: list[TrialDay]
    order_hash: str
    plan_hash: str

    @property
    def shape(self) -> Shape:
        """Its blocks, period and washout."""
        return Shape(self.blocks, self.period_days, self.washout.days)


def design_trial(
    outcome: Mapping[str, Any] | str,
    minimal_effect: float,
    start: date | str,
    *,
    knowledge: "Knowledge",
    blocks: int | None = None,
    period_days: int | None = None,
    washout_days: int | None = None,
    baseline_sd: float | None = None,
    seed: int = 0,
    locale: str = "en",
) -> TrialDesign:
    """Fix a trial. minimal_effect: the smallest effect worth having, in points of the outcome.

    blocks, period_days: left out, the shortest trial that shows that effect in four of five cases, else the one with
    the best chance. washout_days: left out, what the facts say. baseline_sd: how much the outcome differs from day to
    day without any change; unknown when left out. seed: draws the order. Raises DiaryError for what cannot be.
    """
    words = Words(knowledge, locale)
    told = read_outcome(outcome, words)
    effect = _positive(minimal_effect, "minimal_effect", words)
    if effect >= told.max - told.min:
        raise words.refuse("minimal_effect", "effect_large", value=shown(minimal_effect))
    spread = None if baseline_sd is None else _positive(baseline_sd, "baseline_sd", words)
    fact = knowledge.thresholds["trial_washout"]
    washout = int(fact.value) if washout_days is None else _count(washout_days, "washout_days", 0, MOST_WASHOUT, words)
    least = washout + 1
    shape = pick_shape(
        washout,
        None if spread is None else effect / spread,
        blocks=None if blocks is None else _count(blocks, "blocks", 1, MOST_BLOCKS, words),
        period_days=None if period_days is None else _count(period_days, "period_days", least, MOST_PERIOD, words),
    )
    first = _check_length(shape, start, words)
    number = _count(seed, "seed", 0, LAST_SEED, words)
    days = _draw_days(shape, first, number)
    found = chances(shape, effect, spread, told.max - told.min)
    design = TrialDesign(
        outcome=told,
        minimal_effect=effect,
        start=first.isoformat(),
        blocks=shape.blocks,
        period_days=shape.period_days,
        washout=Washout(
            days=washout,
            rule=fact.id if washout_days is None else "own_choice",
            sources=list(fact.source) if washout_days is None else [],
        ),
        baseline_sd=spread,
        seed=number,
        stopping=Stopping(level=LEVEL, before_the_end="anytime", at_the_end="fixed", last_day=days[-1].date),
        changes=[ChangeRule(change=change, then=then) for change, then in RULES.items()],  # type: ignore[arg-type]
        chance=found,
        within_reach=None if spread is None else found[0].works >= WITHIN_REACH,
        alternatives=[] if spread is None else list_alternatives(shape, effect, spread, LONGEST_DAYS),
        days=days,
        order_hash=_digest({"seed": number, "order": [day.on for day in days]}),
        plan_hash="",
    )
    return msgspec.structs.replace(design, plan_hash=hash_plan(design))


def hash_plan(design: TrialDesign) -> str:
    """SHA-256 of the plan as canonical JSON (keys sorted, no blanks, UTF-8), the hash itself left out."""
    plain = design.to_dict()
    del plain["plan_hash"]
    return _digest(plain)


def read_design(design: TrialDesign | Mapping[str, Any], words: Words) -> TrialDesign:
    """A plan as it was given back. Raises DiaryError where it is no plan, or not the plan that its hash seals."""
    if not isinstance(design, TrialDesign):
        if not isinstance(design, Mapping):
            raise words.refuse("plan", "plan", detail="?")
        try:
            design = msgspec.convert(dict(design), TrialDesign)
        except (ValueError, TypeError, RecursionError) as error:
            raise words.refuse("plan", "plan", detail=shown(error)) from None
    try:
        sealed = hash_plan(design)
    except UnicodeEncodeError:
        raise words.refuse("plan", "word", most=LONGEST_NAME) from None
    if sealed != design.plan_hash:
        raise words.refuse("plan, plan_hash", "hash")
    _check_plan(design, words)
    return design


def _check_plan(design: TrialDesign, words: Words) -> None:
    """Refuse what no `design_trial` makes: the seal is no secret, so that a plan can be sealed by anyone."""
    told = read_outcome(msgspec.structs.asdict(design.outcome), words)
    if _positive(design.minimal_effect, "plan, minimal_effect", words) >= told.max - told.min:
        raise words.refuse("plan, minimal_effect", "effect_large", value=shown(design.minimal_effect))
    if design.baseline_sd is not None:
        _positive(design.baseline_sd, "plan, baseline_sd", words)
    washout = _count(design.washout.days, "plan, washout", 0, MOST_WASHOUT, words)
    _count(design.blocks, "plan, blocks", 1, MOST_BLOCKS, words)
    _count(design.period_days, "plan, period_days", washout + 1, MOST_PERIOD, words)
    _count(design.seed, "plan, seed", 0, LAST_SEED, words)
    days = _draw_days(design.shape, _check_length(design.shape, design.start, words), design.seed)
    if design.days != days or design.stopping.last_day != days[-1].date:
        raise words.refuse("plan, days", "hash")


def _check_length(shape: Shape, start: date | str, words: Words) -> date:
    """The first day; refused where the trial is longer than a year, or does not end before dates do."""
    if shape.days > LONGEST_DAYS:
        raise words.refuse("blocks", "long", days=shape.days, most=LONGEST_DAYS)
    first = read_date(start, "start", words)
    if first + timedelta(days=shape.days) > LAST:
        raise words.refuse("start", "date", value=first.isoformat())
    return first


def read_outcome(outcome: Mapping[str, Any] | str | Outcome, words: Words) -> Outcome:
    """The outcome, checked: a mapping of the contract, or a bare name (scored 0 to 10, high is better)."""
    if isinstance(outcome, Outcome):
        outcome = msgspec.structs.asdict(outcome)
    told = {"name": outcome} if isinstance(outcome, str) else outcome
    if not isinstance(told, Mapping):
        raise words.refuse("outcome", "outcome")
    fields = Outcome.__struct_fields__
    for key in told:
        if key not in fields:
            near = nearest(as_text(key), fields)
            raise words.refuse(f"outcome.{shown(key)}", "key", names=near or ", ".join(fields))
    try:
        found = msgspec.convert(dict(told), Outcome)
    except (ValueError, TypeError, RecursionError) as error:
        raise words.refuse("outcome", "outcome_part", detail=shown(error)) from None
    name = " ".join(found.name.split())
    if not name or len(name) > LONGEST_NAME:
        raise words.refuse("outcome.name", "name", most=LONGEST_NAME)
    for part in ("name", "low_word", "high_word"):
        typed = getattr(found, part)
        if len(typed) > LONGEST_NAME or as_text(typed) != typed:
            raise words.refuse(f"outcome.{part}", "word", most=LONGEST_NAME)
    if not -LARGEST <= found.min < found.max <= LARGEST:
        raise words.refuse("outcome.min", "ends", low=found.min, high=found.max, most=int(LARGEST))
    return msgspec.structs.replace(found, name=name)


def read_date(value: date | str, where: str, words: Words) -> date:
    """A date, given as one or as YYYY-MM-DD."""
    found = read_day(value)
    if found is None:
        raise words.refuse(where, "date", value=shown(value))
    return found


def instruction(design: TrialDesign, on: date) -> tuple[int, TrialDay] | None:
    """What the plan says for one day, with the number of that day; None before the first day and after the last."""
    number = (on - date.fromisoformat(design.start)).days
    return (number + 1, design.days[number]) if 0 <= number < len(design.days) else None


def check_start(*, titration_finished: bool | None, running: Sequence[str], words: Words) -> None:
    """Whether a trial may start: the dose is settled, and no other trial runs. For the doors that keep state.

    titration_finished: None when not known, which is not «yes»; running: names of trials that have not ended.
    Raises DiaryError with what stands in the way.
    """
    if running:
        raise words.refuse("trial", "running", name=shown(running[0]))
    if titration_finished is None:
        raise words.refuse("trial", "titration_unknown")
    if not titration_finished:
        raise words.refuse("trial", "titration")


def _draw_days(shape: Shape, first: date, seed: int) -> list[TrialDay]:
    days: list[TrialDay] = []
    for block in range(shape.blocks):
        on_first = _coin(seed, block)
        for on in (on_first, not on_first):
            for place in range(shape.period_days):
                day = first + timedelta(days=len(days))
                washout = place < shape.washout_days
                days.append(TrialDay(date=day.isoformat(), on=on, washout=washout, block=block + 1))
    return days


def _coin(seed: int, block: int) -> bool:
    """A fair coin that anybody can toss again: the last bit of SHA-256 of «seed:block»."""
    return bool(hashlib.sha256(f"{seed}:{block}".encode()).digest()[-1] & 1)


def _digest(plain: Any) -> str:
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _positive(value: Any, where: str, words: Words) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not LEAST <= value <= LARGEST:
        raise words.refuse(where, "positive", value=shown(value))
    return float(value)


def _count(value: Any, where: str, least: int, most: int, words: Words) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise words.refuse(where, "count", value=shown(value), least=least, most=most)
    return int(value)
