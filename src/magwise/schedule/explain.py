"""The plan in words: why a time was chosen, what cannot go together and which ways out are legal."""

from collections.abc import Sequence

from magwise.knowledge.evidence import Basis, rest_on
from magwise.knowledge.load import Knowledge
from magwise.schedule.constraints import doses, is_binding, lacks_time
from magwise.schedule.day import GRID, MINUTES, DayRequest, Demand, clock
from magwise.schedule.moments import WITH_MEAL, Moments, meal_distance, part_of_day, when_word
from magwise.schedule.solve import Puzzle

_AMPLE = 60
ORDER = "day_order"  # the rule behind the objective
NO_DAY = "day_infeasible"
OWN = "own_times"  # the rule behind what only gives back what the person told
SPLIT = "split_high"

Said = tuple[str, tuple[str, ...]]  # a sentence, and the records that it rests on


class Words:
    """The sentences of the day plan in one language."""

    def __init__(self, knowledge: Knowledge, locale: str) -> None:
        self.knowledge, self.locale = knowledge, locale

    def say(self, key: str, **values: object) -> str:
        """The sentence `schedule.<key>`."""
        return self.knowledge.say(self.locale, f"schedule.{key}", **values)

    def basis(self, records: Sequence[str]) -> Basis:
        """What a sentence rests on that is made of these records."""
        return rest_on(self.knowledge, *records)

    def listed(self, parts: Sequence[str]) -> str:
        """«a, b en c»."""
        if len(parts) < 2:
            return "".join(parts)
        return self.say("and", first=", ".join(parts[:-1]), last=parts[-1])

    def span(self, minutes: int) -> str:
        """«4 uur», «30 minuten», «1 uur en 30 minuten»."""
        hours, rest = divmod(minutes, 60)
        key = "span.minutes" if not hours else "span.both" if rest else "span.hours"
        return self.say(key, hours=hours, minutes=rest)

    def name(self, demand: Demand) -> str:
        """A medicine as typed, with its name in the reader's language where that says more."""
        called = demand.called.strip()
        if not called or called.casefold() in demand.name.casefold():
            return demand.name
        return self.say("called", name=demand.name, called=called)


def explain_intake(
    words: Words,
    request: DayRequest,
    moments: Moments,
    planned: dict[Demand, tuple[int, ...]],
    *,
    place: int,
    wish: int,
) -> Said:
    """One sentence: why magnesium stands at this place, in minutes after waking; and what that rests on."""
    part = part_of_day(when_word(moments, place), request.wake + place)
    when = words.say(f"moment_start.{part}")
    if request.with_food:
        near = moments.meals and meal_distance(moments, place) <= WITH_MEAL
        when = words.say("food.meal" if near else "food.snack", when=when)
    food = (request.moment_rule,) if request.with_food else ()
    closest: tuple[int, int, str, Demand, int] | None = None
    for number, demand in enumerate(request.demands):
        if demand.absent or not is_binding(demand, request.acid_neutralising):
            continue
        for time in (*planned.get(demand, demand.times), *demand.taken):
            since = (request.wake + place - time) % MINUTES
            for slack, side in (
                (since - (demand.before or 0), "after"),
                ((MINUTES - since) % MINUTES - (demand.after or 0), "before"),
            ):
                if closest is None or (slack, number) < closest[:2]:
                    closest = (slack, number, side, demand, time)
    if place != wish and len(request.intakes) > 1 and (closest is None or closest[0] >= GRID):
        return words.say("why.apart", when=when), (SPLIT, ORDER, *food)
    if closest is None:
        return words.say("why.free", when=when), (request.moment_rule or ORDER,)
    slack, _, side, demand, time = closest
    key = f"just_{side}" if slack < GRID else side if slack >= _AMPLE else f"near_{side}"
    said = words.say(f"why.{key}", when=when, medicine=demand.name, time=clock(time % MINUTES))
    return said, (*demand.records, *food)


def explain_conflict(words: Words, demand: Demand) -> str:
    """A demand in words: the medicine, its times and the hours."""
    medicine = words.name(demand)
    before, after = demand.before or 0, demand.after or 0
    if demand.action == "avoid":
        return words.say("conflict.avoid", medicine=medicine)
    if lacks_time(demand):
        return words.say("conflict.time", medicine=medicine, before=words.span(before), after=words.span(after))
    key = "space" if before and after else "space_after" if before else "space_before"
    return words.say(
        f"conflict.{key}",
        medicine=medicine,
        times=words.listed([clock(time) for time in doses(demand)]),
        before=words.span(before),
        after=words.span(after),
    )


def find_ways_out(words: Words, puzzle: Puzzle, binding: Sequence[Demand], conflict: Sequence[Demand]) -> list[Said]:
    """The simplest legal ways out of an impossible day; never to move, skip or stop a medicine."""
    ways: list[Said] = []
    asked = [demand for demand in binding if lacks_time(demand) and demand not in conflict]
    ways += [(words.say("way.time", medicine=words.name(demand)), demand.records) for demand in asked]
    for count in range(len(puzzle.intakes) - 1, 0, -1):
        if puzzle.is_legal(binding, count):
            fewer = words.say("way.fewer_one") if count == 1 else words.say("way.fewer", count=count)
            ways.append((fewer, (NO_DAY, SPLIT)))
            break
    mild = [demand for demand in binding if not demand.only_acid_neutralising]
    if len(mild) < len(binding) and puzzle.is_legal(mild):
        salts = [name for demand in binding if demand.only_acid_neutralising for name in demand.records]
        ways.append((words.say("way.mild_salt"), tuple(salts)))
    for demand in conflict:
        if demand.short_course:
            ways.append((words.say("way.pause", medicine=words.name(demand)), demand.records))
    if any(not lacks_time(demand) for demand in conflict) or not conflict:
        ways.append((words.say("way.pharmacist"), (NO_DAY,)))
    return list(dict(ways).items())
