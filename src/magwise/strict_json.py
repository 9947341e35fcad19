"""JSON of others, without guessing: the one reader for every door.

What has two meanings is refused: a key that stands twice, a number that is none or has more digits than a computer
keeps, half a character. What would cost without bound is refused too: size, depth, number of values. UTF-8 only.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from magwise.errors import InputError

LONGEST_DECIMAL = 40
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_TOKEN = re.compile(
    r"""[ \t\n\r]*(?:"(?P<text>(?:[^"\\]++|\\.)*+)"|(?P<number>-?[0-9][0-9.eE+-]*|NaN|-?Infinity)"""
    r"""|(?P<mark>[][{}:,])|true|false|null)""",
    re.DOTALL,
)


class Limits(NamedTuple):
    """What a text may hold: bytes, levels of brackets, values in all, digits of a whole number."""

    size: int = 1_000_000
    depth: int = 20
    values: int = 200_000
    digits: int = 20


LIMITS = Limits()


class JsonFault(Exception):
    """What is wrong with a text, before anyone knows the reader's language. key: of wording/<language>/json.toml."""

    def __init__(self, key: str, line: int | None = None, **values: object) -> None:
        self.key, self.line, self.values = key, line, values
        super().__init__(key)

    def to_error(self, where: str, say: Callable[..., str], kind: type[InputError] = InputError) -> InputError:
        """The one line: where, what, how to mend it. say: our words in the reader's language, by key."""
        line = "" if self.line is None else say("json.line", line=self.line)
        place = ", ".join(part for part in (where, line) if part)
        return kind(place, *(say(f"json.{part}.{self.key}", **self.values) for part in ("fault", "mend")))


def read_json(text: str | bytes, limits: Limits = LIMITS) -> Any:
    """Plain dicts, lists, text, numbers, true, false and None. Raises JsonFault, with its line, for the first fault.

    >>> read_json('{"goals": ["sleep"]}')
    {'goals': ['sleep']}
    >>> read_json('{"conditions": ["kidney_disease"], "conditions": []}')
    Traceback (most recent call last):
        ...
    magwise.strict_json.JsonFault: twice
    """
    plain = _decode(text, limits)
    if not plain.strip(" \t\n\r"):
        raise JsonFault("blank")
    try:
        found = _decoder(limits).decode(plain)
        _weigh(found, limits, texts="\\u" in plain and _ESCAPED_SURROGATE.search(plain) is not None)
    except json.JSONDecodeError as error:
        raise JsonFault("syntax", error.lineno) from None
    except RecursionError:
        raise _located(plain, limits, JsonFault("deep", most=limits.depth)) from None
    except JsonFault as fault:
        raise _located(plain, limits, fault) from None
    return found


def _decode(text: str | bytes, limits: Limits) -> str:
    if len(text) > limits.size:
        raise JsonFault("large", most=limits.size)
    if isinstance(text, bytes):
        try:
            return text.decode("utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            raise JsonFault("utf8", text.count(b"\n", 0, error.start) + 1) from None
    if not text.isascii():
        found = _SURROGATE.search(text)
        if found is not None:
            raise JsonFault("half", text.count("\n", 0, found.start()) + 1)
        if len(text.encode()) > limits.size:
            raise JsonFault("large", most=limits.size)
    return text.removeprefix("\ufeff")


@lru_cache(maxsize=16)
def _decoder(limits: Limits) -> json.JSONDecoder:
    """A decoder with these limits, made once: to make one costs more than to read a row."""

    def whole(digits: str) -> int:
        _check_number(digits, limits)
        return int(digits)

    def decimal(digits: str) -> float:
        _check_number(digits, limits)
        return float(digits)

    return json.JSONDecoder(object_pairs_hook=_once, parse_constant=_refuse, parse_int=whole, parse_float=decimal)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        count = Counter(name for name, _ in pairs)
        raise JsonFault("twice", value=shown(next(name for name in count if count[name] > 1)))
    return found


def _refuse(digits: str) -> Any:
    raise JsonFault("number", value=shown(digits))


def _check_number(digits: str, limits: Limits) -> None:
    """Refuse a number with too many digits, or one that no computer holds."""
    whole = digits.lstrip("-").isdigit()
    if len(digits.lstrip("-")) > (limits.digits if whole else LONGEST_DECIMAL):
        raise JsonFault("digits", value=shown(digits))
    if not whole and not math.isfinite(float(digits)):
        raise JsonFault("number", value=shown(digits))


def _weigh(found: Any, limits: Limits, *, texts: bool) -> None:
    """Refuse what is too deep or too much; texts: some may hold half a character."""
    left: list[tuple[Any, int]] = [([found], 0)]
    seen = 0
    while left:
        value, depth = left.pop()
        seen += 1 + len(value)
        if depth > limits.depth:
            raise JsonFault("deep", most=limits.depth)
        if seen > limits.values:
            raise JsonFault("many", most=limits.values)
        inside = value.values() if isinstance(value, dict) else value
        if texts:
            for name in (*value, *inside):
                if isinstance(name, str) and _SURROGATE.search(name):
                    raise JsonFault("half")
        left += [(item, depth + 1) for item in inside if isinstance(item, dict | list)]


def _located(text: str, limits: Limits, fault: JsonFault) -> JsonFault:
    """The same fault with the line where it stands: the text is cut into its marks, which a good text never costs."""
    open_names: list[set[str] | None] = []
    is_name = False
    place = 0
    while (token := _TOKEN.match(text, place)) is not None:
        place = token.end()
        mark, digits = token["mark"], token["number"]
        wrong = False
        if mark in ("{", "["):
            open_names.append(set() if mark == "{" else None)
            wrong = fault.key == "deep" and len(open_names) > limits.depth
        elif mark in ("}", "]") and open_names:
            open_names.pop()
        elif token["text"] is not None:
            wrong = _is_wrong_text(token["text"], open_names[-1] if open_names and is_name else None, fault.key)
        elif digits is not None and fault.key in ("number", "digits"):
            wrong = _is_wrong_number(digits, limits)
        is_name = bool(open_names) and open_names[-1] is not None and mark in ("{", ",")
        if wrong:
            fault.line = text.count("\n", 0, token.end()) + 1
            return fault
    return fault


def _is_wrong_text(inside: str, names: set[str] | None, key: str) -> bool:
    name: str = json.loads(f'"{inside}"')
    twice = names is not None and name in names
    if names is not None:
        names.add(name)
    return (twice and key == "twice") or (key == "half" and _SURROGATE.search(name) is not None)


def _is_wrong_number(digits: str, limits: Limits) -> bool:
    if digits.endswith(("NaN", "Infinity")):
        return True
    try:
        _check_number(digits, limits)
    except JsonFault:
        return True
    return False


def shown(text: str) -> str:
    """What was typed, short and printable, for an error line."""
    plain = " ".join(text[:160].split())
    plain = plain if len(plain) <= 40 else plain[:39] + "…"
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in plain)
