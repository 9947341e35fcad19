"""Judge a day plan minute by minute. Shares no code with the planner: only the request and the plan as plain JSON."""


def minute(text):
    return int(text[:2]) * 60 + int(text[3:])


def forbidden_minutes(request, moved=()):
    """Every minute of the clock that is closed to magnesium; moved: name → the times that the plan gives it."""
    closed = set()
    for demand in request.demands:
        if demand.action == "note" or (demand.only_acid_neutralising and request.acid_neutralising is False):
            continue
        before, after = demand.before or 0, demand.after or 0
        if demand.action == "avoid" or (not demand.times and before + after > 0):
            return set(range(1440))
        times = dict(moved).get(demand.name, demand.times) if demand.movable else demand.times
        for dose in (*times, *demand.taken):
            closed |= {m % 1440 for m in range(1440) if (m - dose) % 1440 < before or (dose - m) % 1440 < after}
    return closed


def faults(request, plan):
    """What is wrong with a plan that says it is optimal; empty when it is legal."""
    found = []
    magnesium = [minute(item["time"]) for item in plan["items"] if item["kind"] == "magnesium"]
    moved = {}
    for demand in request.demands:
        shown = [minute(i["time"]) for i in plan["items"] if i["kind"] == demand.kind and i["name"] == demand.name]
        moved[demand.name] = shown
        if not demand.movable and not {t % 1440 for t in demand.times} <= set(shown):
            found.append(f"{demand.name} is fixed but stands at {shown}")
        if demand.movable and any(
            (t - request.wake) % 1440 > (request.bed - request.wake) % 1440
            for t in shown
            if t not in demand.times + demand.taken
        ):
            found.append(f"{demand.name} was moved into the night")
    closed = forbidden_minutes(request, moved)
    awake = (request.bed - request.wake) % 1440
    found += [f"magnesium in closed minute {m}" for m in magnesium if m in closed]
    found += [f"magnesium at night {m}" for m in magnesium if (m - request.wake) % 1440 > awake]
    if len(set(magnesium)) != len(request.intakes):
        found.append(f"{len(request.intakes)} intakes asked, {sorted(set(magnesium))} planned")
    return found
