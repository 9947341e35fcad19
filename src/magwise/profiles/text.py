"""The text of a profile, YAML or JSON, as plain mappings, lists, text, numbers, true, false and None."""

import re
from functools import partial
from typing import Any

from magwise.errors import ProfileError
from magwise.knowledge.load import Knowledge
from magwise.profiles.faults import Fault, Words
from magwise.profiles.strict_yaml import DEEPEST, MOST_DIGITS, MOST_VALUES, read_yaml
from magwise.strict_json import JsonFault, Limits, read_json

LARGEST = 1_000_000
LIMITS = Limits(size=LARGEST, depth=DEEPEST, values=MOST_VALUES, digits=MOST_DIGITS)
_SURROGATE = re.compile("[\ud800-\udfff]")


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
    except JsonFault as fault:
        raise fault.to_error(where, partial((knowledge or _shipped()).say, locale), ProfileError) from None


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
            found: dict[str, Any] = read_json(plain, LIMITS)
            return found
        except JsonFault as fault:
            if fault.key == "half":
                raise
            told = read_yaml(plain)  # braces may be YAML too, and what is wrong with both is told as for YAML
            if fault.key != "syntax":
                raise
            return told
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
