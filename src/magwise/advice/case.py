"""What we understood: labels read, medicines recognised, kidney function derived. From here on everything is pure."""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from magwise.advice.taking import Taking
from magwise.labels.label import Label
from magwise.medicines.implied import Implied
from magwise.medicines.records import InteractionAnswer, MedicineMatch
from magwise.profiles.profile import MedicineEntry, ProductEntry, Profile, SupplementEntry

GENERAL_RULE = "I137"  # what holds for a name that was not recognised


class UnderstoodMedicine(NamedTuple):
    """A medicine of the profile. facts: what rules may ask of it, one dict per interaction (at least one)."""

    entry: MedicineEntry
    match: MedicineMatch
    called: str
    classes: frozenset[str]
    agreed: bool
    facts: tuple[tuple[dict[str, Any], InteractionAnswer | None], ...]


class UnderstoodSupplement(NamedTuple):
    """A supplement of the profile.

    match: what it is called; pieces: minerals and unknown names that keep a distance;
    heard: nothing but medicines, which stand among the medicines.
    """

    entry: SupplementEntry
    label: Label
    match: MedicineMatch | None
    pieces: tuple[MedicineMatch, ...] = ()
    heard: bool = False


class Source(NamedTuple):
    """Magnesium that is taken now, mg a day at the high end of its label. assumed: counted, for it was not known.

    stays: the plan does not replace it, so it counts under the ceiling. prescribed: by a doctor. units: how many of it
    a day, None where that was not told. low: mg a day at the low end of its label, None where it is the same.
    """

    name: str
    mg: Decimal
    assumed: bool
    stays: bool = True
    prescribed: bool = False
    units: float | None = None
    low: Decimal | None = None

    @property
    def known(self) -> Decimal:
        """What it surely gives, mg a day: nothing where it is assumed."""
        return Decimal(0) if self.assumed else self.mg if self.low is None else self.low


class UnderstoodProduct(NamedTuple):
    """A product at hand with its label read."""

    entry: ProductEntry
    label: Label


class Case(NamedTuple):
    """A profile, understood. facts: what rules may look at (see case_fields.toml); None is not known.

    medicines: of every field, each entry of a list by itself. minerals: supplements such as iron or calcium that must
    keep their distance from magnesium, seen as medicines. denied: entries that are not taken. elsewhere: how many of
    the medicines, the last ones, were typed as a supplement or product.
    stands_for: the illnesses that what is taken usually stands for; implied: those of them that nobody answered,
    which count as «not sure». mild: measured facts at the other end of what a limit («> 30») leaves open, while
    `facts` holds the strictest; empty where every value is a number. taking: the products told as magnesium taken
    now; now: all magnesium that is swallowed now, also in supplements and medicines; already: the part of it that
    stays. on: the day that is asked about; over: medicines whose course has ended by then.
    """

    profile: Profile
    locale: str
    goals: tuple[str, ...]
    goals_derived: bool
    facts: dict[str, Any]
    medicines: tuple[UnderstoodMedicine, ...]
    minerals: tuple[UnderstoodMedicine, ...]
    supplements: tuple[UnderstoodSupplement, ...]
    products: tuple[UnderstoodProduct, ...]
    now: tuple[Source, ...]
    agreed: frozenset[str]
    overrides: tuple[Decimal, ...]
    denied: tuple[MedicineMatch, ...] = ()
    elsewhere: int = 0
    stands_for: tuple[Implied, ...] = ()
    implied: tuple[Implied, ...] = ()
    mild: dict[str, float] = {}
    taking: tuple[Taking, ...] = ()
    over: tuple[MedicineEntry, ...] = ()
    on: date | None = None

    @property
    def already(self) -> tuple[Source, ...]:
        """The magnesium that is taken now and stays."""
        return tuple(source for source in self.now if source.stays)

    @property
    def already_mg(self) -> Decimal:
        """All magnesium that is taken already and stays, mg a day."""
        return sum((source.mg for source in self.now if source.stays), Decimal(0))


def shorten(label: str) -> str:
    """A label as a name: its words on one line, sixty characters at most."""
    return " ".join(label.split())[:60]


def binds(answer: InteractionAnswer) -> bool:
    """Hours bind for every action but `note`."""
    return answer.action != "note" and (answer.hours_before is not None or answer.hours_after is not None)
