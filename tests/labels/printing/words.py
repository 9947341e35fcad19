"""The printer's words: one file a language, each list in two halves of which the unseen one is only counted."""

import random
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "words"
HALVES = ("seen", "unseen")


class Words:
    """The words of one language in one half; lists that a language lacks come from `common.toml`."""

    def __init__(self, lang: str, half: str) -> None:
        self.lang, self.half = lang, half
        self.place = HALVES.index(half)
        self.table = _table("common") | _table(lang)

    def has(self, name: str) -> bool:
        """Whether the language has this list."""
        return name in self.table

    def pick(self, rng: random.Random, name: str) -> Any:
        """One entry of a list of this half."""
        return rng.choice(self.table[name][self.half])

    def form(self, family: str) -> tuple[str, str]:
        """The full and the short name of a family."""
        names = self.table["forms"][family]
        return names[self.place], names[2]

    def unit(self, unit: str, count: int) -> str:
        """The word for one or several pieces."""
        return self.table["units"][unit][2 * self.place + (count != 1)]

    def count(self, count: int, *, spelled: bool) -> str:
        """A count as a digit or in letters."""
        return self.table["counts"][str(count)][self.place] if spelled else str(count)

    def column(self, rng: random.Random, name: str) -> str:
        """The head of a column of a table: two of each half."""
        return self.table["columns"][name][2 * self.place + rng.randrange(2)]


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def languages() -> tuple[list[str], list[int]]:
    """The languages with the weight of each in a draw."""
    common = _table("common")
    return common["languages"], common["weights"]
