"""What only this server can have made: the mark of a browser, ids that open for that browser alone, tokens that age.

A key is 64 hexadecimal digits, kept with the data. Moments are whole seconds since 1970.
"""

import hashlib
import hmac
import secrets
from typing import NamedTuple

ID = 32
DAY = 24 * 3600
TOKEN_AGE = DAY  # how long a form may stand open
SHARED_AGE = 30 * DAY
MARK_AGE = 365 * DAY
_CLOCK_SLACK = 3600


def _seal(key: str, *parts: str, length: int = 64) -> str:
    return hmac.new(key.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()[:length]


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def is_hex(text: str, length: int) -> bool:
    """Whether a text is so many lower-case hexadecimal digits.

    >>> is_hex("0f", 2), is_hex("0F", 2), is_hex("../", 3)
    (True, False, False)
    """
    return len(text) == length and all(letter in "0123456789abcdef" for letter in text)


def is_young(then: str, now: int, age: int) -> bool:
    """Whether a moment of eight hexadecimal digits is at most `age` seconds ago; one far ahead is none of ours."""
    return is_hex(then, 8) and -_CLOCK_SLACK <= now - int(then, 16) <= age


def fresh_seed() -> str:
    """A random mark for a browser."""
    return secrets.token_hex(ID // 2)


def make_id(key: str, kind: str, seed: str) -> str:
    """A random id for something that this browser keeps; it opens for no other mark.

    >>> opens(one := make_id("k", "label", "a"), "k", "label", "a"), opens(one, "k", "label", "b")
    (True, False)
    """
    begin = secrets.token_hex(ID // 4)
    return begin + _seal(key, "id", kind, seed, begin, length=ID // 2)


def opens(found: str, key: str, kind: str, seed: str) -> bool:
    """Whether an id was made for the browser with this mark."""
    begin, end = found[: ID // 2], found[ID // 2 :]
    return is_hex(found, ID) and _same(end, _seal(key, "id", kind, seed, begin, length=ID // 2))


def form_token(key: str, seed: str, now: int) -> str:
    """The token of a form: proof that the page came from here, not long ago, for the browser with this mark.

    >>> token = form_token("k", "a", 0)
    >>> is_token(token, "k", "a", TOKEN_AGE), is_token(token, "k", "a", TOKEN_AGE + 1), is_token(token, "k", "b", 0)
    (True, False, False)
    """
    when = f"{now:08x}"
    return when + _seal(key, "form", seed, when)


def is_token(token: str, key: str, seed: str, now: int) -> bool:
    """Whether a token belongs to this browser and is not too old."""
    when = token[:8]
    return is_young(when, now, TOKEN_AGE) and _same(token[8:], _seal(key, "form", seed, when))


def share(advice: str, key: str, now: int) -> str:
    """The address part of a link to one advice, for whoever is given it, until it has aged.

    >>> link = share("0" * 32, "k", 0)
    >>> shared(link, "k", SHARED_AGE) == "0" * 32, shared(link, "k", SHARED_AGE + 1), shared(link[:-1], "k", 0)
    (True, None, None)
    """
    when = f"{now:08x}"
    return advice + when + _seal(key, "share", advice, when, length=ID)


def shared(link: str, key: str, now: int) -> str | None:
    """The id of the advice that a link opens; None for a link that is not ours or is too old."""
    advice, when, seal = link[:ID], link[ID : ID + 8], link[ID + 8 :]
    if not is_young(when, now, SHARED_AGE):
        return None
    return advice if _same(seal, _seal(key, "share", advice, when, length=ID)) else None


class Mark(NamedTuple):
    """What the cookie holds. seed: the browser's mark; draft: the check under way; made: when the mark was given."""

    locale: str
    seed: str
    draft: str | None
    made: str

    def write(self, key: str) -> str:
        """The value of the cookie."""
        parts = (self.seed, self.draft or "", self.made)
        return ".".join((self.locale, *parts, _seal(key, "mark", *parts, length=ID)))


def read_mark(text: str, key: str, now: int, languages: tuple[str, ...]) -> Mark | None:
    """What a cookie holds; None for a value that we did not write, or too long ago.

    >>> mark = Mark("nl", "0" * 32, None, "00000000")
    >>> read_mark(mark.write("k"), "k", 0, ("nl",)) == mark, read_mark(mark.write("other"), "k", 0, ("nl",))
    (True, None)
    """
    parts = text.split(".")
    if len(parts) != 5:
        return None
    locale, seed, draft, made, seal = parts
    known = locale in languages and is_hex(seed, ID) and (not draft or is_hex(draft, ID))
    if (
        not known
        or not is_young(made, now, MARK_AGE)
        or not _same(seal, _seal(key, "mark", seed, draft, made, length=ID))
    ):
        return None
    return Mark(locale, seed, draft or None, made)


def cookie_name(key: str) -> str:
    """The name of the cookie: another for each database, so that two of them do not write over each other.

    >>> cookie_name("k") == cookie_name("k") != cookie_name("l")
    True
    """
    return f"magwise-{_seal(key, 'name', length=8)}"
