"""The written objective, judged over every possible day: slow, plain, and without the planner's code.

The order of docs/reference/day-plan.md: minutes that medicines move, doses that move, smallest distance (capped),
minutes from the wishes, minutes from meals, earliest.
"""

from itertools import combinations, pairwise, product

from magwise.schedule.day import MINUTES


def bears(magnesium, dose, before, after):
    return (magnesium - dose) % MINUTES >= before and (dose - magnesium) % MINUTES >= after


def best_day(request, wishes, step=5):
    """The key and times after waking of the best day by enumeration, or None. wishes rise, minutes after waking."""
    awake = (request.bed - request.wake) % MINUTES
    marks = [p for p in range(awake + 1) if (p + request.wake) % step == 0]
    meals = [(m - request.wake) % MINUTES for m in request.meals if (m - request.wake) % MINUTES <= awake]
    binding = [d for d in request.demands if d.action != "note"]
    binding = [d for d in binding if not (d.only_acid_neutralising and request.acid_neutralising is False)]
    if any(d.action == "avoid" or (not d.times and (d.before or d.after)) for d in binding):
        return None

    def layouts(demand):
        """Every way to take this medicine: (minutes moved, doses moved, places)."""
        own = sorted({(t - request.wake) % MINUTES for t in demand.times})
        if not demand.movable or not own:
            return [(0, 0, own)]
        apart = min(b - a for a, b in zip(own, [*own[1:], own[0] + MINUTES], strict=True))
        found = []
        for places in product(*({*marks, p} for p in own)):
            rounds = zip(places, [*places[1:], places[0] + MINUTES], strict=True)
            if all(b - a >= apart for a, b in rounds):
                moved = [abs(a - b) for a, b in zip(own, places, strict=True)]
                found.append((sum(moved), sum(m > 0 for m in moved), places))
        return sorted(found, key=lambda layout: (layout[0], layout[1]))

    begun = 0 if request.not_before is None else (request.not_before - request.wake) % MINUTES
    since = [] if request.magnesium_taken is None else [(request.magnesium_taken - request.wake) % MINUTES]
    options = [(d, layouts(d), [(t - request.wake) % MINUTES for t in d.taken]) for d in binding]
    best = None
    for times in combinations([m for m in marks if m >= begun or begun > awake], len(wishes)):
        minutes = doses = 0
        if since and times and times[0] < since[0] + 5:
            continue
        for demand, choices, taken in options:
            b, a = demand.before or 0, demand.after or 0
            legal = (c for c in choices if all(bears(m, x, b, a) for m in times for x in (*c[2], *taken)))
            cheapest = next(legal, None)
            if cheapest is None:
                break
            minutes, doses = minutes + cheapest[0], doses + cheapest[1]
        else:
            gaps = [later - earlier for earlier, later in pairwise((*since, *times))]
            near = sum(abs(t - w) for t, w in zip(times, wishes, strict=True))
            food = sum(min(abs(t - m) for m in meals) for t in times) if request.with_food and meals else 0
            key = (minutes, doses, -min([max(step, -(-request.apart // step) * step), *gaps]), near, food, times)
            best = key if best is None else min(best, key)
    return best
