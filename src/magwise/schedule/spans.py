"""Hours of a plan as stretches of the clock's day, for everything that draws or tells them."""

from collections.abc import Iterable
from typing import NamedTuple

from magwise.schedule.day import MINUTES, DayPlan, DayRequest, Demand, Item, Window, minutes_of

Span = tuple[int, int]
CLOSING = "avoid"


class Note(NamedTuple):
    """What a medicine asks beside hours: no band in the picture, a number beside the name and the words below."""

    number: int
    name: str
    text: str


class Lane(NamedTuple):
    """One medicine in a picture. letter: A, B, …; doses: minutes; spans: closed hours; closed: the whole day."""

    letter: str
    name: str
    doses: tuple[int, ...]
    spans: tuple[Span, ...]
    closed: bool


def clock_spans(start: int, stop: int) -> list[Span]:
    """A stretch from start to stop as one or, across midnight, two stretches of 0 to 1440 minutes.

    >>> clock_spans(180, 660), clock_spans(1320, 120), clock_spans(0, 1440)
    ([(180, 660)], [(0, 120), (1320, 1440)], [(0, 1440)])
    """
    if start < stop:
        return [(start, stop)]
    return [span for span in ((0, stop), (start, MINUTES)) if span[0] < span[1]]


def window_spans(window: Window) -> list[Span]:
    """The closed hours of one window."""
    return clock_spans(minutes_of(window.from_), minutes_of(window.to))


def merge_spans(spans: Iterable[Span]) -> list[Span]:
    """Overlapping stretches as one; those that only touch stay apart, for the edge between them is free.

    >>> merge_spans([(60, 120), (100, 200), (200, 300)])
    [(60, 200), (200, 300)]
    """
    merged: list[Span] = []
    for start, stop in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged


def blocked_spans(plan: DayPlan) -> list[Span]:
    """All hours that are closed to magnesium."""
    return merge_spans(span for window in plan.windows for span in window_spans(window))


def awake_spans(request: DayRequest) -> list[Span]:
    """The hours awake."""
    return clock_spans(request.wake % MINUTES, request.bed % MINUTES)


def free_hours(plan: DayPlan, request: DayRequest) -> list[Span]:
    """The stretches awake in which no medicine forbids magnesium, from waking onwards; the edges are free as well.

    Of a day that has begun only what is left of it counts: nothing before `not_before`.
    A stretch may cross midnight (its end then lies before its start) or be a single minute. A medicine without a time
    closes nothing here although it may: ask first (`tell.tell_free_hours` does).
    """
    length = (request.bed - request.wake) % MINUTES
    closed: list[Span] = []
    for window in plan.windows:
        if (window.from_, window.to) == ("00:00", "24:00"):
            return []
        start = (minutes_of(window.from_) - request.wake) % MINUTES
        stop = start + ((minutes_of(window.to) - minutes_of(window.from_)) % MINUTES or MINUTES)
        closed += [(start, stop), (start - MINUTES, stop - MINUTES)]
    free: list[Span] = []
    here = 0 if request.not_before is None else (request.not_before - request.wake) % MINUTES
    for start, stop in merge_spans(closed):
        if here <= start and here <= length:
            free.append((here, min(start, length)))
        here = max(here, stop)
    if here <= length:
        free.append((here, length))
    return [((request.wake + start) % MINUTES, (request.wake + stop) % MINUTES) for start, stop in free]


def list_lanes(plan: DayPlan) -> tuple[Lane, ...]:
    """A lane for every medicine and for every supplement that closes hours, in order of first appearance."""
    names = [item.name for item in plan.items if item.kind == "medicine"]
    names += [window.medicine for window in plan.windows]
    lanes: list[Lane] = []
    for number, name in enumerate(dict.fromkeys(names)):
        windows = [window for window in plan.windows if window.medicine == name]
        times = [minutes_of(item.time) for item in plan.items if item.name == name and _is_swallowed(item)]
        lanes.append(
            Lane(
                letter=_letter(number),
                name=name,
                doses=tuple(dict.fromkeys(times)),
                spans=tuple(merge_spans(span for window in windows for span in window_spans(window))),
                closed=any(window.action == CLOSING for window in windows),
            )
        )
    return tuple(lanes)


def list_notes(request: DayRequest) -> tuple[Note, ...]:
    """A numbered note for every medicine about which to ask or to watch something: from waking on, untimed last."""

    def first(demand: Demand) -> int:
        return min(((time - request.wake) % MINUTES for time in demand.times), default=MINUTES)

    minded = dict.fromkeys((each.name, each.mind) for each in sorted(request.demands, key=first) if each.mind)
    return tuple(Note(number, name, text) for number, (name, text) in enumerate(minded, start=1))


def _is_swallowed(item: Item) -> bool:
    return item.kind in ("medicine", "supplement")


def _letter(number: int) -> str:
    rounds, letter = divmod(number, 26)
    return chr(ord("A") + letter) + (str(rounds + 1) if rounds else "")
