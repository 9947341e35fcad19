"""YAML without guessing.

PyYAML only cuts the text into events; what a bare word means is decided here, so that 12:30 is never 750 and NO is
never false. Whatever has two meanings is refused, with its line.
"""

import math
import re
from typing import Any

import yaml

from magwise.profiles.faults import Fault, Words, show

DEEPEST = 20
MOST_VALUES = 20_000
MOST_DIGITS = 15

_EMPTY = frozenset(("", "~", "null", "Null", "NULL"))
_ANSWERS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)?\.[0-9]+|(?:0|[1-9][0-9]*)\.?(?=[eE]))(?:[eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.?(?:nan|inf|infinity)", re.IGNORECASE)
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?")
_LIMIT = re.compile(r"[:\[,{]\s*(>=?\s*\d[\d.,]*)")  # bare, YAML takes its sign for one of its own
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> dict[str, Any]:
    """The mapping of the only document in a text. Raises Fault with the line.

    >>> read_yaml("gut: {sensitive: true, stool: NO}")
    {'gut': {'sensitive': True, 'stool': 'NO'}}
    """
    try:
        return _build(text)
    except yaml.YAMLError as error:
        raise _syntax_fault(error, text) from None


def _build(text: str) -> dict[str, Any]:
    """The document, put together from the events of the YAML reader with a stack of our own."""
    root: Any = None
    open_nodes: list[Any] = []
    keys: list[Any] = []
    documents = seen = 0
    for event in yaml.parse(text, Loader=_LOADER):
        kind = type(event)
        if kind is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise _fault(event, Words("text.second"), "mend_one")
            continue
        if kind in (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent):
            continue
        if kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
            open_nodes.pop()
            keys.pop()
            continue
        seen += 1
        if seen > MOST_VALUES:
            raise _fault(event, Words("text.many", {"most": MOST_VALUES}), "mend_one")
        _refuse_magic(event)
        holder = open_nodes[-1] if open_nodes else None
        if isinstance(holder, dict) and keys[-1] is None:
            keys[-1] = _key(event, holder)
            continue
        value = _value(event)
        if holder is None:
            root = value
        elif isinstance(holder, dict):
            holder[keys[-1]] = value
            keys[-1] = None
        else:
            holder.append(value)
        if kind is not yaml.ScalarEvent:
            open_nodes.append(value)
            keys.append(None)
            if len(open_nodes) > DEEPEST:
                raise _fault(event, Words("text.deep", {"most": DEEPEST}), "mend_deep")
    if not isinstance(root, dict):
        raise Fault(Words("text.no_names"), Words("mend.profile"))
    return root


def _refuse_magic(event: Any) -> None:
    """Refuse what YAML can say and a profile never needs."""
    if isinstance(event, yaml.AliasEvent):
        raise _fault(event, Words("text.reference", {"value": "*" + show(event.anchor or "")}), "mend_reference")
    if event.anchor is not None:
        raise _fault(event, Words("text.reference", {"value": "&" + show(event.anchor)}), "mend_reference")
    if event.tag is not None:
        raise _fault(event, Words("text.tag", {"value": show(event.tag)}), "mend_tag")


def _key(event: Any, holder: dict[str, Any]) -> str:
    """The name on the left of a colon."""
    if not isinstance(event, yaml.ScalarEvent):
        raise _fault(event, Words("text.no_name"), "mend_name")
    key: str = event.value
    if not event.style and not isinstance(_plain(key), str):
        what = Words("text.number_name", {"value": show(key)}) if key else Words("text.no_name")
        raise _fault(event, what, "mend_name")
    if key in holder:
        raise _fault(event, Words("text.twice", {"value": show(key)}), "mend_twice")
    return key


def _value(event: Any) -> Any:
    """The value of an event; an empty mapping or list for one that opens."""
    if isinstance(event, yaml.MappingStartEvent):
        return {}
    if isinstance(event, yaml.SequenceStartEvent):
        return []
    text: str = event.value
    if event.style:
        return text
    if (time := _TIME.fullmatch(text)) is not None:
        mend = Words("mend.time_in_quotes", {"time": f"{time[1]:0>2}:{time[2]}"})
        raise Fault(Words("text.bare_time", {"value": text}), mend, line=_line(event))
    value = _plain(text)
    if value is _plain:
        raise Fault(Words("text.no_number", {"value": show(text)}), Words("mend.number"), line=_line(event))
    return value


def _plain(text: str) -> Any:
    """What a bare word means; this function itself stands for «a number that is none»."""
    if text in _EMPTY:
        return None
    if text in _ANSWERS:
        return _ANSWERS[text]
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= MOST_DIGITS else _plain
    if _DECIMAL.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else _plain
    return _plain if _NO_NUMBER.fullmatch(text) else text


def _line(event: Any) -> int:
    line: int = event.start_mark.line + 1
    return line


def _fault(event: Any, what: Words, mend: str) -> Fault:
    return Fault(what, Words(f"text.{mend}"), line=_line(event))


def _syntax_fault(error: yaml.YAMLError, text: str) -> Fault:
    """What the YAML reader stumbled over, in one line; its own words stay English."""
    if isinstance(error, yaml.reader.ReaderError):
        return Fault(
            Words("text.unreadable"), Words("text.mend_unreadable"), line=text.count("\n", 0, int(error.position)) + 1
        )
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Fault(Words("text.syntax"), Words("text.mend_syntax"))
    mark, lines = error.problem_mark, text.splitlines()
    number = min(mark.line + 1, len(lines))
    if mark.line < len(lines) and "\t" in lines[mark.line][: mark.column + 1]:
        return Fault(Words("text.tab"), Words("text.mend_tab"), line=number)
    limit = _LIMIT.search(lines[mark.line]) if mark.line < len(lines) else None
    if limit is not None:
        value = {"value": show(limit[1].strip())}
        return Fault(Words("text.limit", value), Words("text.mend_limit", value), line=number)
    values: dict[str, object] = {"problem": show((error.problem or "").removeprefix("found "), 80)}
    start = error.context_mark.line + 1 if error.context_mark is not None else number
    if start < number:
        return Fault(Words("text.syntax_from", {**values, "start": start}), Words("text.mend_syntax"), line=number)
    return Fault(Words("text.syntax_at", values), Words("text.mend_syntax"), line=number)
