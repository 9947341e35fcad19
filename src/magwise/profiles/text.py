"""The text of a profile, YAML or JSON, as plain mappings, lists, text, numbers, true, false and None."""

import json
import math
import re
from typing import Any

from magwise.knowledge.load import Knowledge
from magwise.profiles.faults import Fault, Words
from magwise.profiles.strict_yaml import DEEPEST, MOST_DIGITS, MOST_VALUES, read_yaml

LARGEST = 1_000_000
_SURROGATE = re.compile("[\ud800-\udfff]")


class _NotPlainError(Exception):
    """JSON that the strict reading of YAML must judge, because it knows the line."""


def parse_text(
    text: str | bytes, *, where: str = "profile", knowledge: Knowledge | None = None, locale: str = "en"
) -> dict[str, Any]:
    """The mapping that a YAML or JSON text holds.

    text: at most 1,000,000 bytes of UTF-8, one document, at most 20 levels deep. Bare times (07:00), anchors, tags,
    doubled keys and numbers that are none are refused: each could be read in more than one way.
    knowledge, locale: the words and the language of an error; without knowledge those that ship with Magwise.
    Raises ProfileError with the line for the first fault.

    >>> parse_text('person: {age: 42}\\nday: {wake: "07:00"}')
    {'person': {'age': 42}, 'day': {'wake': '07:00'}}
    >>> parse_text("day: {wake: 07:00}", where="profile.yaml")
    Traceback (most recent call last):
        ...
    magwise.errors.ProfileError: profile.yaml, line 1: 07:00 has no quotes. Write the time in quotes: "07:00".
    """
    try:
        return _parse(text)
    except Fault as fault:
        raise fault.to_error(where, knowledge or _shipped(), locale) from None


def _shipped() -> Knowledge:
    """Only an error needs words, so only an error without knowledge looks for them."""
    from magwise.knowledge.load import load_knowledge

    return load_knowledge()


def _parse(text: str | bytes) -> dict[str, Any]:
    plain = _decode(text)
    if not plain.strip():
        raise Fault(Words("is.blank"), Words("mend.profile"))
    if plain.lstrip().startswith("{"):
        try:
            return _from_json(plain)
        except (_NotPlainError, json.JSONDecodeError, RecursionError):
            pass  # the reading below finds the same fault, with its line
    return read_yaml(plain)


def _decode(text: str | bytes) -> str:
    """The text itself, refused early when it is too large or no text at all."""
    if len(text) > LARGEST:
        raise _too_large()
    if isinstance(text, str):
        if "\0" in text or _SURROGATE.search(text):
            raise _no_text()
        if not text.isascii() and len(text.encode()) > LARGEST:
            raise _too_large()
        return text.removeprefix("\ufeff")
    if b"\0" in text:
        raise _no_text()
    try:
        return text.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise _no_text(text.count(b"\n", 0, error.start) + 1) from None


def _too_large() -> Fault:
    return Fault(Words("text.large", {"most": LARGEST}), Words("text.mend_one"))


def _no_text(line: int | None = None) -> Fault:
    return Fault(Words("text.binary"), Words("text.mend_binary"), line=line)


def _from_json(text: str) -> dict[str, Any]:
    """A JSON object. Raises _NotPlainError for whatever JSON allows and a profile does not."""
    try:
        found = json.loads(
            text, object_pairs_hook=_once, parse_constant=_refuse, parse_int=_json_integer, parse_float=_json_decimal
        )
    except ValueError as error:
        raise _NotPlainError from error
    if not isinstance(found, dict):
        raise _NotPlainError
    left: list[tuple[Any, int]] = [(found, 1)]
    seen = 0
    while left:
        value, depth = left.pop()
        seen += 1 + len(value)
        if depth > DEEPEST or seen > MOST_VALUES:
            raise _NotPlainError
        inside = value.values() if isinstance(value, dict) else value
        left += [(item, depth + 1) for item in inside if isinstance(item, dict | list)]
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _NotPlainError
    return found


def _refuse(name: str) -> Any:
    raise _NotPlainError


def _json_integer(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise _NotPlainError
    return int(digits)


def _json_decimal(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _NotPlainError
    return number
