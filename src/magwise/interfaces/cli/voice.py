"""Our words in one language, with numbers as that language writes them and the strength of evidence beside a claim."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge

POLICY = "POLICY"
ROOM = "cli"


class Voice:
    """The wording of the command line for one answer. cited: sources of the claims that were shown, in order."""

    def __init__(self, knowledge: "Knowledge", locale: str) -> None:
        self.knowledge = knowledge
        self.locale = locale
        self.cited: dict[str, None] = {}

    def say(self, key: str, **values: object) -> str:
        """The sentence of wording/<language>/cli.toml with this key."""
        return self.knowledge.say(self.locale, f"{ROOM}.{key}", **values)

    def number(self, value: float) -> str:
        """A number with the decimal sign of the language, at most three decimals."""
        return f"{value:.3f}".rstrip("0").rstrip(".").replace(".", self.say("decimal"))

    def mg(self, value: float) -> str:
        """«100 mg», on one line, at most one decimal."""
        return self.say("mg", mg=self.number(round(value, 1))).replace(" ", "\u00a0")

    def mg_between(self, low: float, high: float) -> str:
        """«28 tot 32 mg», or one number where both are equal."""
        if low == high:
            return self.mg(low)
        return self.say("mg_range", low=self.number(round(low, 1)), high=self.number(round(high, 1))).replace(
            " ", "\u00a0"
        )

    def units(self, count: float, unit: str | None) -> str:
        """«2 tabletten»; a unit without a word keeps its own name."""
        known = f"{ROOM}.unit.{unit or 'serving'}" in self.knowledge.wording[self.locale]
        forms = self.say(f"unit.{unit or 'serving'}" if known else "unit.other", count="{count}", unit=unit)
        one, _, many = forms.partition("|")
        return (one if count <= 1 else many).replace("{count}", self.number(count)).replace(" ", "\u00a0")

    def listed(self, words: Sequence[str]) -> str:
        """«a, b en c»."""
        if len(words) < 2:
            return "".join(words)
        return self.say("and", first=", ".join(words[:-1]), last=words[-1])

    def claim(self, text: str, grade: str, sources: Iterable[str]) -> str:
        """A claim with its strength behind it: word and letter, or that it is a choice of ours.

        Without sources it is what the person told us, or an advice kept before it said what it rests on: no strength.
        """
        found = tuple(sources)
        if not found:
            return text
        self.cited |= dict.fromkeys(found)
        if found == (POLICY,):
            return f"{text} [{self.say('policy')}]"
        key = "strength_policy" if POLICY in found else "strength"
        return f"{text} [{self.say(key, letter=grade, words=self.say(f'grade.{grade}'))}]"

    def family(self, form: str) -> str:
        """A form as it is called; one that the tables lack keeps its id."""
        family = self.knowledge.families.get(form)
        if family is None:
            return form
        return family.name_nl if self.locale == "nl" else family.name_en
