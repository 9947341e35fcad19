"""What people type into a form, as a number or a time; None where it was not understood."""

import re

_TIME = re.compile(r"(\d{1,2})(?:[:.hu](\d{2}))?(?:uur|u|h)?(am|pm)?")
_BARE = re.compile(r"(\d{1,2}?)(\d{2})")
_NUMBER = re.compile(r"(\d{1,6})(?:[.,](\d{1,2}))?")
_UNSURE_COMMA = re.compile(r"(?<![\d:.])\d{1,2},\d{1,2}(?![\d:.hu])")
_PARTS = re.compile(r"[\s;,+&/]+(?:en\s+|and\s+)?")


def read_number(text: str) -> float | None:
    """A number with comma or point; at most two decimals, because «1.000» may mean two things.

    >>> read_number("1,5"), read_number(" 40 "), read_number("1.000"), read_number("veel")
    (1.5, 40.0, None, None)
    """
    match = _NUMBER.fullmatch(text.strip())
    return float(f"{match[1]}.{match[2] or 0}") if match else None


def read_age(text: str) -> int | None:
    """Whole years.

    >>> read_age("42"), read_age("42 jaar"), read_age("4,5"), read_age("900")
    (42, 42, None, None)
    """
    match = re.fullmatch(r"(\d{1,3})(?:\s*(?:jaar|years?))?", text.strip().casefold())
    return int(match[1]) if match and int(match[1]) <= 120 else None


def read_time(text: str) -> str | None:
    """A time of day as HH:MM.

    >>> [read_time(text) for text in ("7", "7.30", "0730", "7 uur", "22:15", "7u30", "10 pm", "25:00", "zes")]
    ['07:00', '07:30', '07:30', '07:00', '22:15', '07:30', '22:00', None, None]
    """
    plain = "".join(text.casefold().split()).removesuffix(".")
    match = _TIME.fullmatch(plain)
    half = match[3] if match else None
    if match is None:
        match = _BARE.fullmatch(plain)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def read_times(text: str) -> tuple[list[str], str | None]:
    """Several times of day, in order and each once, and the first piece that was not understood.

    «8,20» and «8 20» may be one time or two: they are not understood.

    >>> read_times("7 uur en 22:00")
    (['07:00', '22:00'], None)
    >>> read_times("07:00, 19.30, ooit"), read_times("8,20"), read_times("8 20")
    ((['07:00', '19:30'], 'ooit'), ([], '8,20'), ([], '8 20'))
    """
    plain = " ".join(text.casefold().split())
    unsure = _UNSURE_COMMA.search(plain) or re.search(r"(?<![\d:.])\d{1,2} \d{1,2}(?![\d:.])", plain)
    if unsure:
        return [], unsure[0]
    plain = re.sub(r"(\d)\s+(uur|u|h|am|pm)\b", r"\1\2", plain)
    found: list[str] = []
    for part in filter(None, _PARTS.split(plain)):
        time = read_time(part)
        if time is None:
            return sorted(found), part
        if time not in found:
            found.append(time)
    return sorted(found), None
