"""One reader per kind of question: a value as it came in, checked, in its plain type; or a Fault."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from magwise.errors import as_text
from magwise.knowledge.records import Question
from magwise.profiles.faults import Fault, Words, describe, nearest, plain_float, show, suggest

Reader = Callable[[Any], Any]

MOST_ENTRIES, LONGEST_TIME = 100, 60
MOST_TIMES = 24  # of one thing on one day: an hour apart is closer than anything is taken
LONGEST_TEXT = 20_000
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGITS = re.compile(r"[-+]?[0-9]{1,12}(?:[.,][0-9]{1,12})?")
_UNPRINTABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
EXAMPLE_TIME = "07:30"


def reader_of(question: Question, families: tuple[str, ...] = ()) -> Reader:
    """The reader for a question whose answer is one value or a list of plain values.

    families: forms that `form` accepts. Readers take what stands in the profile (never None) and raise Fault.
    """
    kind = question.kind
    if kind == "form":
        return _choice(families)
    if kind == "choice":
        return _choice(question.options)
    if kind == "choices":
        return _choices(question.options)
    plain: dict[str, Callable[[Question], Reader]] = {
        "integer": _integer,
        "number": _number,
        "range": _range,
    }
    if kind in plain:
        return plain[kind](question)
    readers: dict[str, Reader] = {
        "flag": read_flag, "text": read_text, "texts": _texts, "time": read_time, "times": _times,
        "said_times": _said_times, "date": _date,
    }  # fmt: skip
    return readers[kind]


def read_flag(value: Any) -> bool:
    """True or false; 1, «yes» and «true» in quotes are none."""
    if value is True or value is False:
        return value
    raise Fault(describe(value), Words("mend.flag"))


def read_text(value: Any) -> str:
    """A text that is not empty and can be shown, exactly as typed."""
    if not isinstance(value, str):
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            raise Fault(describe(value), Words("mend.quote", {"value": as_text(value)[:40]}))
        raise Fault(describe(value), Words("mend.text"))
    if not value.strip():
        raise Fault(Words("is.blank"), Words("mend.text"))
    if len(value) > LONGEST_TEXT:
        raise Fault(Words("what.long", {"most": LONGEST_TEXT}), Words("mend.shorter"))
    if _UNPRINTABLE.search(value):
        raise Fault(Words("what.unprintable", {"value": show(value)}), Words("mend.unprintable"))
    return value


def read_time(value: Any) -> str:
    """HH:MM from 00:00 to 23:59; «7:00» becomes 07:00."""
    if not isinstance(value, str):
        if type(value) is int and 0 <= value < 24 * 60:
            # YAML 1.1 reads a bare 8:00 as 480 minutes; a number below 24 is rather an hour.
            minutes = value * 60 if value < 24 else value
            time = f"{minutes // 60:02d}:{minutes % 60:02d}"
            raise Fault(describe(value), Words("mend.time_in_quotes", {"time": time}))
        raise Fault(describe(value), Words("mend.time", {"time": EXAMPLE_TIME}))
    found = clock_time(value)
    if found is None:
        raise Fault(Words("what.time", {"value": show(value)}), Words("mend.time", {"time": EXAMPLE_TIME}))
    return found


def clock_time(text: str) -> str | None:
    """HH:MM of a text that is just that, else None."""
    found = _TIME.fullmatch(text.strip())
    return None if found is None else f"{found[1]:0>2}:{found[2]}"


def _said_time(value: Any) -> str:
    """A time as said; it is put on the clock when the whole profile is known (`moments`)."""
    if isinstance(value, str) and value.strip() and len(value) <= LONGEST_TIME and clock_time(value) is None:
        return read_text(value)
    return read_time(value)


def read_number(value: Any) -> float:
    """A finite number; true, false and digits in quotes are none."""
    number: int | float | Decimal
    if type(value) is float or type(value) is int:
        number = value
    elif isinstance(value, str):
        digits = value.strip()
        if _DIGITS.fullmatch(digits):
            raise Fault(describe(value), Words("mend.unquote", {"value": digits.replace(",", ".")}))
        raise Fault(describe(value), Words("mend.number"))
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number = value
    else:
        raise Fault(describe(value), Words("mend.number"))
    try:
        found = float(number)
    except (OverflowError, ValueError):
        raise Fault(Words("is.large"), Words("mend.number")) from None
    if not math.isfinite(found):
        raise Fault(describe(value), Words("mend.number"))
    return found


def read_list(value: Any, most: int = MOST_ENTRIES) -> list[Any] | tuple[Any, ...]:
    """A list of at most 100 entries, or of so many as fit."""
    if not isinstance(value, list | tuple):
        mend = Words("mend.list_of", {"value": show(value)}) if isinstance(value, str) else Words("mend.list")
        raise Fault(describe(value), mend)
    if len(value) > most:
        raise Fault(Words("what.many", {"count": len(value), "most": most}), Words("mend.fewer"))
    return value


def read_each(value: Any, read: Reader, most: int = MOST_ENTRIES) -> list[Any]:
    """Every entry of a list, read; a Fault tells which one it was."""
    found = []
    for place, item in enumerate(read_list(value, most)):
        try:
            found.append(read(item))
        except Fault as fault:
            fault.path.append(place)
            raise
    return found


def _choice(options: tuple[str, ...]) -> Reader:
    known = {option: option for option in options}

    def read(value: Any) -> str:
        try:
            return known[value]
        except (KeyError, TypeError):
            pass
        what = Words("what.option", {"value": show(value)}) if isinstance(value, str) else describe(value)
        raise Fault(what, *suggest(value, options, "mend.options"))

    return read


def _choices(options: tuple[str, ...]) -> Reader:
    one = _choice(options)

    def read(value: Any) -> tuple[str, ...]:
        if isinstance(value, str):
            near = nearest(value, options) or options[0]
            raise Fault(describe(value), Words("mend.list_of", {"value": near}))
        return tuple(dict.fromkeys(read_each(value, one)))

    return read


def _number(question: Question) -> Reader:
    low = -math.inf if question.low is None else question.low
    high = math.inf if question.high is None else question.high

    def read(value: Any) -> float:
        found = read_number(value)
        if low <= found <= high:
            return found
        raise _outside(found, question)

    return read


def _integer(question: Question) -> Reader:
    within = _number(question)

    def read(value: Any) -> int:
        found: float = within(value)
        if found != int(found):
            raise Fault(describe(value), Words("mend.whole"))
        return int(found)

    return read


def _range(question: Question) -> Reader:
    one = _number(question)

    def read(value: Any) -> tuple[float, float]:
        if not isinstance(value, list | tuple):
            raise Fault(describe(value), Words("mend.range"))
        if len(value) != 2:
            raise Fault(Words("what.range_size", {"count": len(value)}), Words("mend.range"))
        low, high = read_each(value, one)
        if low >= high:
            values = {"low": plain_float(low), "high": plain_float(high)}
            raise Fault(Words("what.range_order", values), Words("mend.range"))
        return low, high

    return read


def _outside(found: float, question: Question) -> Fault:
    values: Mapping[str, object] = {
        "value": plain_float(found),
        "low": "" if question.low is None else plain_float(question.low),
        "high": "" if question.high is None else plain_float(question.high),
        "unit": question.unit,
    }
    what = Words("what.outside_unit" if question.unit else "what.outside", values)
    if question.mend:
        return Fault(what, Words(question.mend, values))
    ends = "between" if question.low is not None and question.high is not None else "from"
    return Fault(what, Words(f"mend.{ends}_unit" if question.unit else f"mend.{ends}", values))


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(read_each(value, read_text))


def _times(value: Any) -> tuple[str, ...]:
    if isinstance(value, str) and _TIME.fullmatch(value.strip()):
        raise Fault(describe(value), Words("mend.list_of", {"value": f'"{read_time(value)}"'}))
    return tuple(read_each(value, read_time, MOST_TIMES))


def _said_times(value: Any) -> tuple[str, ...]:
    if isinstance(value, str) and _TIME.fullmatch(value.strip()):
        raise Fault(describe(value), Words("mend.list_of", {"value": f'"{read_time(value)}"'}))
    return tuple(read_each(value, _said_time, MOST_TIMES))


def _date(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise Fault(describe(value), Words("mend.date"))
    if _DATE.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise Fault(Words("what.date", {"value": show(value)}), Words("mend.date"))
