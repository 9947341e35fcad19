"""Plan a day: every intake of magnesium at the best legal time, or what stands in the way.

The objective is written down in docs/reference/day-plan.md.
"""

import itertools

from msgspec.structs import replace

from magwise.knowledge.load import Knowledge
from magwise.knowledge.telling import tell_rule
from magwise.schedule.conflicts import smallest_conflict
from magwise.schedule.constraints import check_request, is_binding, list_windows
from magwise.schedule.day import MINUTES, DayPlan, DayRequest, Demand, Intake, Item, OtherDay, clock
from magwise.schedule.explain import (
    NO_DAY,
    ORDER,
    OWN,
    Said,
    Words,
    explain_conflict,
    explain_intake,
    find_ways_out,
)
from magwise.schedule.kinds import Kind, list_kinds
from magwise.schedule.moments import Moments, find_moments, when_word, wished_place
from magwise.schedule.rest import leave_out_missed
from magwise.schedule.solve import Puzzle, Solved

MISSED = "missed_dose"
_KINDS = ("medicine", "supplement", "meal", "magnesium")


def plan_day(request: DayRequest, *, knowledge: Knowledge, locale: str = "nl") -> DayPlan:
    """The best legal day, proven so, or a smallest set of demands that cannot all hold.

    Without intakes the plan is `optimal` and shows medicines, supplements, meals and closed hours. An infeasible plan
    holds no magnesium. Raises InputError when waking and bedtime are equal or a time lies outside the day.
    """
    check_request(request)
    words = Words(knowledge, locale)
    plan, planned = _plan(request, words)
    kinds = list_kinds(request, planned) if any(d.days or d.every_days for d in request.demands) else ()
    if not kinds:
        return plan
    others = (_plan_kind(kind, words) for kind in kinds)
    differing = tuple(other for other in others if _magnesium(other.items) != _magnesium(plan.items))
    return replace(plan, other_days=differing)


def _plan_kind(kind: Kind, words: Words) -> OtherDay:
    plan, _ = _plan(kind.request, words)
    without = words.listed(kind.without)
    if kind.days:
        days = words.listed([words.say(f"day.{day}") for day in kind.days])
        text = words.say("day.week", days=days, without=without)
    else:
        text = words.say("day.without", without=without)
    left_out = [name for demand in kind.request.demands if demand.name in kind.without for name in demand.records]
    basis = words.basis(left_out)
    return OtherDay(
        text=text, days=kind.days, every_days=kind.every_days, without=kind.without, status=plan.status,
        items=plan.items, conflicts=plan.conflicts, windows=plan.windows, conflicts_by=plan.conflicts_by,
        rule=basis.rule, beside=basis.beside, sources=basis.sources, grade=basis.grade,
    )  # fmt: skip


def _magnesium(items: tuple[Item, ...]) -> list[tuple[str, float | None]]:
    return [(item.time, item.mg) for item in items if item.kind == "magnesium"]


def _plan(request: DayRequest, words: Words) -> tuple[DayPlan, dict[Demand, tuple[int, ...]]]:
    """One day, and where its medicines were moved to."""
    moments = find_moments(request)
    binding = list(dict.fromkeys(demand for demand in request.demands if is_binding(demand, request.acid_neutralising)))
    puzzle = Puzzle(request, moments)
    solved = puzzle.best(binding) if request.intakes else Solved((), {})
    if request.not_before is not None and request.intakes:
        kept = leave_out_missed(request, moments, binding, solved)
        if len(kept) < len(request.intakes):
            plan, planned = _plan(replace(request, intakes=kept), words)
            skip, basis = (
                tell_rule(words.knowledge.rules[MISSED], words.knowledge, words.locale),
                words.basis((MISSED,)),
            )
            ways, ways_by = (*plan.alternatives, skip), (*plan.alternatives_by, basis)
            return replace(plan, alternatives=ways, alternatives_by=ways_by), planned
    conflicts: list[Said] = []
    alternatives: list[Said] = []
    if solved is None:
        clashing = smallest_conflict(binding, puzzle.is_legal)
        conflicts = [(explain_conflict(words, demand), demand.records) for demand in clashing] or [
            (words.say("conflict.short_day", count=len(request.intakes)), (NO_DAY,))
        ]
        alternatives = find_ways_out(words, puzzle, binding, clashing)
    elif _is_crowded(request, solved):
        alternatives = [(words.say("way.close"), tuple(name for demand in binding for name in demand.records))]
    intakes, planned = (solved.intakes, solved.planned) if solved else ((), {})
    plan = DayPlan(
        status="infeasible" if solved is None else "optimal",
        items=_list_items(words, request, moments, intakes, planned),
        conflicts=tuple([text for text, _ in conflicts]),
        objective=tell_rule(words.knowledge.rules[ORDER], words.knowledge, words.locale),
        windows=list_windows(request, planned),
        alternatives=tuple([text for text, _ in alternatives]),
        conflicts_by=tuple([words.basis(records) for _, records in conflicts]),
        alternatives_by=tuple([words.basis(records) for _, records in alternatives]),
        objective_by=words.basis((ORDER,)),
    )
    return plan, planned


def _is_crowded(request: DayRequest, solved: Solved) -> bool:
    places = [place for _, place in solved.intakes]
    if request.magnesium_taken is not None:
        places.insert(0, (request.magnesium_taken - request.wake) % MINUTES)
    return any(later - earlier < request.apart for earlier, later in itertools.pairwise(places))


def _list_items(
    words: Words,
    request: DayRequest,
    moments: Moments,
    intakes: tuple[tuple[Intake, int], ...],
    planned: dict[Demand, tuple[int, ...]],
) -> tuple[Item, ...]:
    """All moments of the day in order, from waking onwards."""
    entries: list[tuple[int, Item]] = []

    def add(place: int, said: Said, **values: object) -> None:
        time, basis = clock((request.wake + place) % MINUTES), words.basis(said[1])
        item = Item(
            time=time, when=when_word(moments, place), why=said[0], rule=basis.rule, beside=basis.beside,
            sources=basis.sources, grade=basis.grade, **values,  # type: ignore[arg-type]
        )  # fmt: skip
        entries.append((place, item))

    shown: set[tuple[str, str, int]] = set()
    for demand in request.demands:
        if demand.absent:
            continue
        for time, said in _doses_with_reason(words, demand, request.wake, planned.get(demand)):
            place = (time - request.wake) % MINUTES
            if (demand.kind, demand.name, place) not in shown:
                shown.add((demand.kind, demand.name, place))
                add(place, said, kind=demand.kind, name=demand.name)
    for meal in sorted({(meal - request.wake) % MINUTES for meal in request.meals}):
        add(meal, (words.say("why.meal"), (OWN,)), kind="meal", name=words.say("meal"))
    for intake, place in intakes:
        wish = wished_place(moments, intake.moment, request.with_food)
        said = explain_intake(words, request, moments, planned, place=place, wish=wish)
        add(place, said, kind="magnesium", name=intake.name, mg=intake.mg, units=intake.units)
    entries.sort(key=lambda entry: (entry[0], _KINDS.index(entry[1].kind)))
    return tuple(item for _, item in entries)


def _doses_with_reason(
    words: Words, demand: Demand, wake: int, moved: tuple[int, ...] | None
) -> list[tuple[int, Said]]:
    """Each time of a demand and the sentence beside it; moved times keep the order of the waking day."""
    key = "why.movable" if demand.movable and demand.kind == "medicine" else f"why.{demand.kind}"
    changed, own_by = "why.moved", demand.records if demand.untold else (OWN,)
    if demand.untold:
        key = changed = "why.untold"
    own = sorted({time % MINUTES for time in demand.times}, key=lambda time: (time - wake) % MINUTES)
    found: list[tuple[int, Said]] = [(time, (words.say("why.taken"), (OWN,))) for time in demand.taken]
    for old, new in zip(own, moved or own, strict=True):
        said = (words.say(key), own_by) if new == old else (words.say(changed, time=clock(old)), demand.records)
        found.append((new, said))
    return found
