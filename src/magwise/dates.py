"""Days as they are written: YYYY-MM-DD, in years that anybody may mean.

Outside these years a slip is likelier, and so near the end of the calendar that days cannot be counted on.
"""

from datetime import date, datetime

FIRST = date(1900, 1, 1)
LAST = date(2999, 12, 31)


def read_day(value: object) -> date | None:
    """The day of a text, or of a date; None for anything else and for days before 1900 or after 2999.

    >>> read_day("2027-01-31"), read_day("2027-1-31"), read_day("20270131"), read_day("9999-12-31")
    (datetime.date(2027, 1, 31), None, None, None)
    """
    if isinstance(value, str):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            return None
        if found.isoformat() != value:
            return None
    elif isinstance(value, date) and not isinstance(value, datetime):
        found = value
    else:
        return None
    return found if FIRST <= found <= LAST else None
