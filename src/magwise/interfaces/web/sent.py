"""What a browser sends with a form, read in a few steps however it is cut up: its fields, and a photo."""

import re
from typing import NamedTuple
from urllib.parse import parse_qsl

MOST_FIELDS = 500
MULTIPART = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"
LONGEST_HEAD = 2_000  # bytes of what stands above one part
_UNSEEN = re.compile("[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\ud800-\\udfff]")
_BOUNDARY = re.compile(r';\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))\s*(?:;|$)', re.IGNORECASE)
_ABOUT = re.compile(rb"(?:^|\r\n)content-disposition:[ \t]*form-data([^\r\n]*)", re.IGNORECASE)
_NAME = re.compile(rb';[ \t]*name="([^"]*)"', re.IGNORECASE)
_FILE = re.compile(rb";[ \t]*filename\*?=", re.IGNORECASE)

Fields = dict[str, list[str]]


class NoFormError(Exception):
    """What was sent is no form as browsers make them, or holds more than MOST_FIELDS fields."""


class Sent(NamedTuple):
    """A form. fields: texts by name, in the order they came; photo: the file sent along, None without one."""

    fields: Fields
    photo: bytes | None = None


def read_form(kind: str, body: bytes, *, takes_photo: bool = False) -> Sent:
    """The form in a body; an empty one where its type is that of no form.

    kind: the content type as it came. takes_photo: whether one file may come along. Raises NoFormError.

    >>> read_form(URLENCODED, b"name-0=Thyrax+100&name-0=%E2%82%AC&empty=").fields
    {'name-0': ['Thyrax 100', '€'], 'empty': ['']}
    """
    name = kind.partition(";")[0].strip().casefold()
    if name == URLENCODED:
        return Sent(_gather(_urlencoded(body)))
    if name == MULTIPART:
        return _multipart(kind, body, 1 if takes_photo else 0)
    return Sent({})


def clean(text: str) -> str:
    """A text without control characters; line breaks and tabs stay.

    >>> clean("Thyrax\\x1b 100\\n\\0mcg")
    'Thyrax 100\\nmcg'
    """
    return _UNSEEN.sub("", text)


def _gather(texts: list[tuple[str, str]]) -> Fields:
    fields: Fields = {}
    for name, value in texts:
        fields.setdefault(name, []).append(clean(value))
    return fields


def _urlencoded(body: bytes) -> list[tuple[str, str]]:
    if body.count(b"&") >= MOST_FIELDS:
        raise NoFormError
    return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")


def _multipart(kind: str, body: bytes, files: int) -> Sent:
    found = _BOUNDARY.search(kind)
    if found is None:
        raise NoFormError
    between = b"\r\n--" + (found[1] or found[2]).encode("latin-1", "replace")
    if not body.startswith(between[2:]):
        raise NoFormError
    parts = body[len(between) - 2 :].split(between, MOST_FIELDS + files + 1)
    if len(parts) > MOST_FIELDS + files + 1 or not parts.pop().startswith(b"--"):
        raise NoFormError
    texts, photos = [], []
    for part in parts:
        about, is_file, content = _part(part)
        if is_file:
            photos.append(content)
        else:
            texts.append((about, content.decode("utf-8", "replace")))
    if len(photos) > files or len(texts) > MOST_FIELDS:
        raise NoFormError
    return Sent(_gather(texts), next(iter(photos), b"") or None)


def _part(part: bytes) -> tuple[str, bool, bytes]:
    """Name, whether it is a file, and content of one part: a line end, its head, an empty line, its content."""
    end = part.find(b"\r\n\r\n", 0, LONGEST_HEAD)
    if end < 0 or not part.startswith(b"\r\n"):
        raise NoFormError
    told = _ABOUT.search(part, 0, end)
    name = _NAME.search(told[1]) if told else None
    if told is None or name is None:
        raise NoFormError
    return name[1].decode("utf-8", "replace"), _FILE.search(told[1]) is not None, part[end + 4 :]
