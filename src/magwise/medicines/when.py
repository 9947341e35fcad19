"""How often and when an entry is taken, from its own words: «2 dd 1», «1-0-0-1», «half 8 's avonds», «zo nodig».

A clock time is one only where it cannot be meant otherwise; a moment («bij het ontbijt») becomes a time where the day
of the person tells it. What is left open is asked: hours are never made up.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from magwise.knowledge.vocabulary import fold

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge

MOMENTS = ("wake", "breakfast", "morning", "midday", "afternoon", "dinner", "evening", "bed")
NARROWER = {"morning": {"wake", "breakfast"}, "afternoon": {"midday"}, "evening": {"dinner", "bed"}}
SLOTS = {3: ("morning", "midday", "evening"), 4: ("morning", "midday", "evening", "bed")}
WEEK, MONTH = 7, 30
_SLOTS = re.compile(r"(?<![\d,.-])(\d(?:[.,]5)?|½)((?:\s?-\s?(?:\d(?:[.,]5)?|½)){2,3})(?![\d-])")
_COUNTED = re.compile(r"\b(\d{1,2})\s*(?:dd|d|x|×|maal|keer|times?)\b(?!\s*\d*\s*m[gc])", re.IGNORECASE)
_DUTCH_PHARMACY = re.compile(r"\b(\d)\s?([dwm])\s?(\d{1,2})\s?[a-z]{1,2}\b", re.IGNORECASE)
_CLOCK = re.compile(r"(?<![\d.,:])([01]?\d|2[0-3])(?::([0-5]\d)|[.u]([0-5]\d)\b)(?![\d.,]*\s?m[gcl])")


class When(NamedTuple):
    """How often and when. times: HH:MM; moments: of the day, as said; as_needed: no fixed times.

    per_day: how many times a day, None when not told; every_days: 1 daily, 7 weekly; unclear: words of a time that can
    be meant in two ways («half 8»).
    """

    times: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    as_needed: bool = False
    per_day: int | None = None
    every_days: int | None = None
    unclear: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """JSON; empty where nothing was said."""
        plain = {name: list(value) if isinstance(value, tuple) else value for name, value in self._asdict().items()}
        return {name: value for name, value in plain.items() if value not in ([], None, False)}


NO_WHEN = When()


class _Words(NamedTuple):
    moments: dict[str, re.Pattern[str]]
    as_needed: re.Pattern[str]
    other_day: re.Pattern[str]
    weekly: re.Pattern[str]
    monthly: re.Pattern[str]
    spaced: re.Pattern[str]
    daily: re.Pattern[str]
    before_noon: re.Pattern[str]
    after_noon: re.Pattern[str]
    spoken: tuple[tuple[int, re.Pattern[str]], ...]
    hour: re.Pattern[str]


@lru_cache(maxsize=8)
def _words(knowledge: "Knowledge") -> _Words:
    """The words of time of every language as patterns over folded text."""

    def listed(key: str) -> list[str]:
        found: list[str] = []
        for language in sorted(knowledge.wording):
            told: Any = knowledge.wording[language].get(f"typed.{key}", ())
            found.extend(fold(word) for word in told)
        return found

    def any_of(key: str) -> str:
        return "|".join(sorted(map(re.escape, listed(key)), key=len, reverse=True)) or r"(?!)"

    def pattern(key: str) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{any_of(key)})\b")

    spoken = [
        (minutes, re.compile(rf"\b(?:{any_of(f'clock.{name}')}) (\d{{1,2}})\b(?! (?:{any_of('masses')}|tab))"))
        for name, minutes in (("half", -30), ("quarter_past", 15), ("quarter_to", -15))
    ]
    return _Words(
        moments={moment: pattern(f"moments.{moment}") for moment in MOMENTS},
        as_needed=pattern("course.as_needed"),
        other_day=pattern("course.other_day"),
        weekly=pattern("course.weekly"),
        monthly=pattern("course.monthly"),
        spaced=re.compile(
            rf"\b(?:{any_of('course.every')}) (\d{{1,2}}) "
            rf"(?:({any_of('course.weeks')})|(?:{any_of('course.months')}))\b"
        ),
        daily=pattern("course.daily"),
        before_noon=pattern("clock.before_noon"),
        after_noon=pattern("clock.after_noon"),
        spoken=tuple(spoken),
        hour=re.compile(rf"\b([01]?\d|2[0-3]) ?(?:{any_of('clock.hour')}|(am|pm))\b"),
    )


def read_when(text: str, knowledge: "Knowledge") -> When:
    """What an entry says of how often and when. Nothing is made up: what it leaves open stays empty."""
    words, plain = _words(knowledge), fold(text)
    if not any(letter.isdigit() for letter in plain) and not _has_moment(plain, words):
        needed = bool(words.as_needed.search(plain))
        spaced = 2 if words.other_day.search(plain) else WEEK if words.weekly.search(plain) else None
        return When(as_needed=needed, every_days=spaced) if needed or spaced else NO_WHEN
    half = "before" if words.before_noon.search(plain) else "after" if words.after_noon.search(plain) else ""
    times, unclear = _clock_times(text, plain, words, half)
    moments = _slots(text)
    if not moments and not times:
        said = {moment for moment in MOMENTS if words.moments[moment].search(plain)}
        vague = {broad for broad, narrow in NARROWER.items() if said & narrow}
        moments = tuple(moment for moment in MOMENTS if moment in said - vague)
    per_day, every_days = _how_often(text, plain, words)
    return When(
        times=tuple(dict.fromkeys(times)),
        moments=moments,
        as_needed=bool(words.as_needed.search(plain)),
        per_day=per_day,
        every_days=every_days,
        unclear=tuple(unclear),
    )


def _has_moment(plain: str, words: _Words) -> bool:
    return any(pattern.search(plain) for pattern in words.moments.values())


def _clock_times(text: str, plain: str, words: _Words, half: str) -> tuple[list[str], list[str]]:
    """Clock times, and those that may be meant in two ways: «half 8» without a part of the day."""
    times = [f"{int(found[1]):02d}:{found[2] or found[3]}" for found in _CLOCK.finditer(text)]
    unclear: list[str] = []
    rest = plain
    for minutes, pattern in words.spoken:
        for found in pattern.finditer(rest):
            _add(int(found[1]) * 60 + minutes, half, found[0], times, unclear)
        rest = pattern.sub(" ", rest)
    if times or unclear:
        return times, unclear
    for found in words.hour.finditer(rest):
        part = {"am": "before", "pm": "after"}.get(found[2] or "", half)
        if not re.search(rf"(?:elke|iedere|om de|every|each) {re.escape(found[0])}", rest):
            _add(int(found[1]) * 60, part, found[0], times, unclear, clear=int(found[1]) > 12 or found[1][0] == "0")
    return times, unclear


def _add(minutes: int, half: str, said: str, times: list[str], unclear: list[str], *, clear: bool = False) -> None:
    """A spoken time as HH:MM, by the part of the day; without one it is unclear, unless it can only be one."""
    if minutes > 12 * 60 + 59 or clear:
        half = half if minutes <= 12 * 60 + 59 and half else "told"
    if not half:
        unclear.append(said)
        return
    hour, minute = divmod(minutes % (24 * 60), 60)
    if half == "after" and hour < 12:
        hour += 12
    if half == "before" and hour == 12:
        hour = 0
    times.append(f"{hour:02d}:{minute:02d}")


def _slots(text: str) -> tuple[str, ...]:
    """«1-0-0-1»: morning and bedtime; three or four places."""
    found = _SLOTS.search(text)
    if found is None:
        return ()
    counts = re.split(r"\s?-\s?", found[0])
    return tuple(moment for moment, count in zip(SLOTS[len(counts)], counts, strict=True) if count.strip("0.,") != "")


def _how_often(text: str, plain: str, words: _Words) -> tuple[int | None, int | None]:
    """(times a day, days from one to the next), None where not told."""
    short = _DUTCH_PHARMACY.search(text)
    if short is not None and short[2].lower() in "dw":
        return (int(short[1]), 1) if short[2].lower() == "d" else (None, WEEK // max(1, int(short[1])) or 1)
    spaced = words.spaced.search(plain)
    if spaced is not None:
        return None, int(spaced[1]) * (WEEK if spaced[2] else MONTH)
    if words.other_day.search(plain):
        return None, 2
    if words.weekly.search(plain):
        return None, WEEK
    if words.monthly.search(plain):
        return None, MONTH
    counted = _COUNTED.search(text)
    if counted is not None and int(counted[1]) > 0:
        return int(counted[1]), 1
    return (None, 1) if words.daily.search(plain) else (None, None)


def times_of(when: When, day: Mapping[str, str]) -> tuple[str, ...]:
    """The hours of an entry: as said, else by the moments where the person's day tells every one of them.

    day: moment → time, of what the person told. Empty where a moment is not known: then the hour is asked for.
    """
    if when.times or when.as_needed or when.unclear:
        return when.times
    if when.every_days not in (None, 1):
        return ()
    told = dict.fromkeys(day[moment] for moment in when.moments if day.get(moment))
    whole = len(told) == len(when.moments) and when.per_day in (None, len(told))
    return tuple(told) if whole else ()
