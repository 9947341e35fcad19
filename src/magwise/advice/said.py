"""Numbers and lists as the reader's language writes them, for the sentences that say what was found."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from magwise.advice.case import Case
from magwise.advice.engine import Engine
from magwise.result import plain_number


class Sayer:
    """The wording of the path and of what to mend first, for one case."""

    def __init__(self, case: Case, engine: Engine) -> None:
        self.knowledge, self.locale = engine.knowledge, case.locale

    def say(self, key: str, **values: object) -> str:
        """The sentence of wording/<language>/path.toml with this key."""
        return self.knowledge.say(self.locale, f"path.{key}", **values)

    def word(self, key: str) -> str:
        """A word of wording/<language>/advice.toml: what a form does, or what a goal is called."""
        return self.knowledge.say(self.locale, f"advice.{key}")

    def number(self, value: Decimal | float) -> str:
        """«82,5»: at most two decimals."""
        return str(plain_number(value, 2)).replace(".", self.say("decimal"))

    def span(self, low: Decimal | float, high: Decimal | float) -> str:
        """«26 tot 55», in whole numbers; one number where both ends are the same."""
        ends = [str(plain_number(end, 0)) for end in (low, high)]
        return ends[0] if ends[0] == ends[1] else self.say("span", low=ends[0], high=ends[1])

    def day(self, day: date) -> str:
        """«9 dec 2026»."""
        return f"{day.day} {self.knowledge.say(self.locale, f'trial.month.{day.month}')} {day.year}"

    def listed(self, names: Sequence[str]) -> str:
        """«a, b en c»."""
        if len(names) < 2:
            return "".join(names)
        return self.say("and", first=", ".join(names[:-1]), last=names[-1])
