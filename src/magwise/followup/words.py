"""Our sentences about trials in one language, and the one line that refuses bad input."""

from difflib import get_close_matches
from typing import TYPE_CHECKING

from magwise.errors import DiaryError, as_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from magwise.knowledge.load import Knowledge

ROOM = "trial"
LONGEST_SHOWN = 40


class Words:
    """The wording of one room of the knowledge base, with numbers and dates as the language writes them."""

    def __init__(self, knowledge: "Knowledge", locale: str) -> None:
        self.knowledge = knowledge
        self.locale = locale

    def say(self, key: str, **values: object) -> str:
        """The sentence of wording/<language>/trial.toml with this key."""
        return self.knowledge.say(self.locale, f"{ROOM}.{key}", **values)

    def number(self, value: float, places: int = 1) -> str:
        """A number with at most so many decimals, at least one significant; the decimal sign of the language."""
        if value and abs(value) < 10**-places:
            text = f"{value:.1g}" if abs(value) >= 1e-4 else f"{value:.0e}"
        else:
            text = f"{value:.{places}f}"
            text = text.rstrip("0").rstrip(".") if "." in text else text
        return ("0" if text in ("-0", "") else text).replace("-", "−").replace(".", self.say("decimal"))

    def day(self, value: "date") -> str:
        """«do 12 nov»."""
        return self.say("date", day=value.day, week=self.say(f"week.{value.weekday()}"), month=self.month(value))

    def month(self, value: "date") -> str:
        """«nov»."""
        return self.say(f"month.{value.month}")

    def refuse(self, where: str, key: str, **values: object) -> DiaryError:
        """The error for bad input: where, what is wrong, how to mend it; both sentences have the same key."""
        return DiaryError(where, self.say(f"fault.{key}", **values), self.say(f"mend.{key}", **values))


def nearest(typed: str, names: "Iterable[str]") -> str | None:
    """The known name that looks most like what was typed; None when none does.

    >>> nearest("outcom", ["outcome", "on"])
    'outcome'
    """
    found = get_close_matches(typed[:100].casefold(), list(names), n=1, cutoff=0.75)
    return found[0] if found else None


def shown(value: object) -> str:
    """What was typed, short and printable, for an error line."""
    text = " ".join((f"{value:g}" if isinstance(value, float) else as_text(value))[:200].split())
    text = text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
