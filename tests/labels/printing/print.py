"""A print: the text, the axes it was printed along, and what a careful pharmacist reads in it."""

from dataclasses import dataclass, field

Serving = tuple[float, str]


@dataclass(frozen=True)
class Truth:
    """What the text says.

    pairs: every amount that is printed beyond doubt, mg of magnesium with the serving it belongs to (None: not said).
    span: the least and most magnesium where only a compound or a percent is printed.
    forms: the families with the mass of the compound, None where no mass is printed.
    verdicts: those that are right. decidable: whether the text says it beyond doubt.
    """

    verdicts: tuple[str, ...]
    pairs: tuple[tuple[Serving | None, float], ...] = ()
    span: tuple[float, float] | None = None
    forms: dict[str, float | None] = field(default_factory=dict)
    decidable: bool = True


@dataclass(frozen=True)
class Print:
    """One printed label."""

    text: str
    half: str
    axes: dict[str, str]
    truth: Truth
