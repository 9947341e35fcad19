"""Judge a day plan minute by minute. Shares no code with the planner: only the request and the plan as plain JSON."""


def minute(text):
    return int(text[:2]) * 60 + int(text[3:])


def closed_minutes(request, moved=(), without=()):
    """Every minute after waking (0 to 1439) that is closed to magnesium.

    moved: name → the times that the plan gives it. without: names that are not taken today, only yesterday and tomorrow.
    """
    closed = set()
    for demand in request.demands:
        if demand.action == "note" or (demand.only_acid_neutralising and request.acid_neutralising is False):
            continue
        before, after = demand.before or 0, demand.after or 0
        if demand.action == "avoid" or (not demand.times and before + after > 0):
            return set(range(1440))
        times = dict(moved).get(demand.name, demand.times) if demand.movable else demand.times
        turns = (-1440, 1440) if demand.name in without else (-1440, 0, 1440)
        for dose in [(time - request.wake) % 1440 + turn for time in (*times, *demand.taken) for turn in turns]:
            if before or after:
                closed |= {m for m in range(1440) if dose - max(after, 1) < m < dose + max(before, 1)}
    return closed


def forbidden_minutes(request):
    """The same, as minutes of the clock."""
    return {(request.wake + m) % 1440 for m in closed_minutes(request)}


def faults(request, plan, without=()):
    """What is wrong with a plan that says it is optimal; empty when it is legal."""
    found = []
    place = lambda time: (time - request.wake) % 1440  # noqa: E731
    awake = place(request.bed)
    begun = 0 if request.not_before is None else place(request.not_before)
    magnesium = [place(minute(item["time"])) for item in plan["items"] if item["kind"] == "magnesium"]
    moved = {}
    for demand in request.demands:
        shown = [minute(i["time"]) for i in plan["items"] if i["kind"] == demand.kind and i["name"] == demand.name]
        moved[demand.name] = shown or demand.times
        if demand.name in without:
            found += [f"{demand.name} is not taken but stands at {shown}"] if shown else []
        elif not demand.movable and not {t % 1440 for t in demand.times} <= set(shown):
            found.append(f"{demand.name} is fixed but stands at {shown}")
        elif demand.movable and any(place(t) > awake for t in shown if t not in demand.times + demand.taken):
            found.append(f"{demand.name} was moved into the night")
    closed = closed_minutes(request, moved, without)
    found += [f"magnesium in closed minute {m}" for m in magnesium if m in closed]
    found += [f"magnesium at night {m}" for m in magnesium if m > awake]
    found += [f"magnesium in the past {m}" for m in magnesium if m < begun <= awake]
    if len(set(magnesium)) != len(magnesium) or len(magnesium) > len(request.intakes):
        found.append(f"{len(request.intakes)} intakes asked, {magnesium} planned")
    if len(magnesium) < len(request.intakes) and request.not_before is None:
        found.append("magnesium was left out of a whole day")
    return found
