"""The foundation as it is written down on a day: sleep, food, coffee and the rest, checked as in a profile."""

from collections.abc import Mapping
from typing import Any, Literal

from magwise.errors import DiaryError
from magwise.knowledge.load import Knowledge
from magwise.profiles.faults import Fault
from magwise.profiles.profile import Diet, Lifestyle
from magwise.profiles.values import reader_of
from magwise.result import Result

GROUPS: tuple[tuple[str, type[Lifestyle] | type[Diet]], ...] = (("lifestyle", Lifestyle), ("diet", Diet))
FIELDS = {name: f"{group}.{name}" for group, record in GROUPS for name in record.__struct_fields__}


class Foundation(Result, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was written down of the foundation on a day: the keys of `lifestyle` and `diet`. None: not written down."""

    coffee_cups: float | None = None
    sleep_hours: float | None = None
    sweating: Literal["little", "normal", "heavy"] | None = None
    stress: float | None = None
    alcohol_units_week: float | None = None
    smoker: bool | None = None
    training_sessions_week: float | None = None
    recovery_days_week: float | None = None
    protein_g: float | None = None
    wholegrain_portions: float | None = None
    nuts_portions: float | None = None
    legumes_portions_week: float | None = None
    green_vegetables_portions: float | None = None
    magnesium_mg: float | None = None


def read_foundation(
    told: Mapping[str, Any], *, knowledge: Knowledge, locale: str = "nl", where: str = ""
) -> Foundation:
    """What was written down, each value checked as in a profile. Raises DiaryError: the field and the mend."""
    found: dict[str, Any] = {}
    for name, value in told.items():
        if name not in FIELDS:
            said = (
                knowledge.say(locale, f"diary.{part}.field", value=str(name)[:40], names=", ".join(FIELDS))
                for part in ("fault", "mend")
            )
            raise DiaryError(where, *said)
        if value is None:
            continue
        try:
            found[name] = reader_of(knowledge.fields[FIELDS[name]])(value)
        except Fault as fault:
            fault.path.append(name)
            error = fault.to_error(where, knowledge, locale)
            raise DiaryError(error.where, error.what, error.mend) from None
    return Foundation(**found)
