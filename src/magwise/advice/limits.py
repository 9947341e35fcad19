"""Limits beside the ceiling: of one form, of a practice, and what the law lets a label hide."""

from datetime import date
from decimal import Decimal

from magwise.advice.case import Case
from magwise.advice.dose import Room
from magwise.advice.engine import Engine
from magwise.advice.products import Fit
from magwise.profiles.profile import Override, Profile

TOLERANCE_UP = "L088"


def most_of_form(form: str, engine: Engine) -> Decimal | None:
    """The most magnesium a day that may come from this form alone, mg; None without such a limit.

    L-threonate: the authorised mass of the compound. What comes from elsewhere does not count against it, so it is no
    ceiling of the person's: the ladder ends below it, and a diary may not climb past it.
    """
    if form != "l_threonate":
        return None
    fraction = engine.knowledge.forms["threonate"].mg_mass_fraction
    assert fraction is not None
    return round(engine.masses["threonate_compound_max"] * fraction, 1)


def passes_ceiling(case: Case, chosen: Fit | None, room: Room, top: Decimal, engine: Engine) -> bool:
    """Whether the legal tolerance of the printed amounts could carry the highest step past the ceiling."""
    percent = engine.knowledge.limits[TOLERANCE_UP].value
    assert percent is not None
    if chosen is None and not case.already:
        return False
    most = 1 + percent / 100
    printed = sum((source.mg for source in case.already if not source.assumed), Decimal(0))
    assumed = room.already - printed
    mine = top * most if chosen is not None else top
    return assumed + printed * most + mine > room.ceiling


def held_overrides(profile: Profile, on: date | None) -> tuple[Override, ...]:
    """The limits a practice set that still hold on this date; none without a date."""
    return () if on is None else tuple(entry for entry in profile.overrides if on <= entry.until)


def valid_overrides(profile: Profile, on: date | None) -> tuple[Decimal, ...]:
    """The ceilings of those, in mg a day."""
    return tuple(Decimal(str(entry.value)) for entry in held_overrides(profile, on))
