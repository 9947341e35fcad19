"""A plan told: the sentence below its picture and the rows of its table."""

from typing import NamedTuple

from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import Grade
from magwise.schedule.constraints import is_binding, lacks_time
from magwise.schedule.day import MINUTES, DayPlan, DayRequest, Item, Window, clock, minutes_of
from magwise.schedule.explain import OWN, Words
from magwise.schedule.moments import part_of_day
from magwise.schedule.spans import CLOSING, free_hours

_TOLD = 2


class Row(NamedTuple):
    """One line of the table. when: the word for the time; amount: mg in words, empty for all but magnesium.

    rule, sources, grade: what the reason rests on; no sources where it only gives back what the person told.
    """

    time: str
    when: str
    kind: str
    name: str
    amount: str
    units: float | None
    why: str
    rule: str
    sources: tuple[str, ...]
    grade: Grade


def table_rows(plan: DayPlan, *, knowledge: Knowledge, locale: str = "nl") -> tuple[Row, ...]:
    """A row for each item of the plan, in its order."""
    words = Words(knowledge, locale)
    return tuple(
        Row(
            item.time, _when(words, item), item.kind, item.name, tell_mg(words, item), item.units, item.why,
            item.rule, () if item.rule == OWN else item.sources, item.grade,
        )
        for item in plan.items
    )  # fmt: skip


def caption(plan: DayPlan, request: DayRequest, *, knowledge: Knowledge, locale: str = "nl") -> str:
    """The finding: when magnesium is taken, and the first closed hours with their reason."""
    words = Words(knowledge, locale)
    times = [item.time for item in plan.items if item.kind == "magnesium"]
    if plan.status == "infeasible":
        sentences = [words.say("caption.infeasible")]
    elif times:
        sentences = [words.say("caption.one", times=words.listed(times))]
    else:
        sentences = [words.say("caption.none"), *_ask_times(words, request)]
    told = [_tell_window(words, request, window) for window in plan.windows]
    told = list(dict.fromkeys(told))
    sentences += told[:_TOLD]
    if len(told) > _TOLD:
        sentences.append(words.say("caption.more", count=len(told) - _TOLD))
    elif not told and times:
        sentences.append(words.say("caption.free"))
    return " ".join(sentences)


def tell_other_days(plan: DayPlan, *, knowledge: Knowledge, locale: str = "nl") -> tuple[str, ...]:
    """A sentence for each kind of day on which magnesium is taken at other times."""
    words = Words(knowledge, locale)
    told = []
    for other in plan.other_days:
        times = [item.time for item in other.items if item.kind == "magnesium"]
        told.append(words.say("day.told" if times else "day.none", text=other.text, times=words.listed(times)))
    return tuple(told)


def tell_free_hours(plan: DayPlan, request: DayRequest, *, knowledge: Knowledge, locale: str = "nl") -> str:
    """The hours awake in which no medicine forbids magnesium, as a sentence; a question where a time is missing."""
    words = Words(knowledge, locale)
    asked = _ask_times(words, request)
    if asked:
        return " ".join(asked)
    spans = free_hours(plan, request)
    if not spans:
        return words.say("caption.no_hours" if request.not_before is None else "caption.no_hours_left")
    told = [
        clock(start) if start == stop else words.say("caption.span", start=clock(start), stop=clock(stop))
        for start, stop in spans
    ]
    return words.say("caption.hours", spans=words.listed(told))


def tell_mg(words: Words, item: Item) -> str:
    """«100 mg», with the decimal sign of the language; empty without an amount."""
    if item.mg is None:
        return ""
    number = f"{item.mg:.1f}".removesuffix(".0")
    return words.say("mg", mg=number.replace(".", words.say("decimal")))


def _ask_times(words: Words, request: DayRequest) -> list[str]:
    """A question for every medicine whose hours count and whose time nobody told."""
    asked = [each for each in request.demands if is_binding(each, request.acid_neutralising) and lacks_time(each)]
    return list(dict.fromkeys(words.say("caption.untimed", medicine=each.name) for each in asked))


def _when(words: Words, item: Item) -> str:
    return words.say(f"moment.{part_of_day(item.when, minutes_of(item.time))}")


def _tell_window(words: Words, request: DayRequest, window: Window) -> str:
    """«Niet tussen 03:00 en 11:00, want je slikt Thyrax om 07:00.»"""
    if window.action == CLOSING or window.to == "24:00":
        return words.say("caption.closed", medicine=window.medicine)
    start, stop = minutes_of(window.from_), minutes_of(window.to)
    for demand in request.demands:
        time = (start + (demand.after or 0)) % MINUTES
        if demand.name == window.medicine and (time + (demand.before or 0) - stop) % MINUTES == 0:
            key = "taken" if time in demand.taken and time not in demand.times else "windows"
            return words.say(
                f"caption.{key}", **{"from": window.from_}, to=window.to, medicine=window.medicine, time=clock(time)
            )
    return words.say("caption.bare", **{"from": window.from_}, to=window.to, medicine=window.medicine)
