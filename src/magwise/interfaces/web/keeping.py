"""Make an advice and keep it, in both languages, so that it reads the same for as long as it is kept."""

from typing import Any

import msgspec

from magwise.errors import InputError
from magwise.interfaces.web.visit import Visit
from magwise.interfaces.work.pool import TooHeavyError
from magwise.interfaces.work.tasks import advice_in_every_language
from magwise.store.keep import KeptAdvice

# What is taken together is held against each other: the work grows faster than the list.
SHORT = {"supplements": 6, "medicines": 12, "products": 20}
SHORT_BYTES = 2_000  # of the profile


def keep_advice(visit: Visit, draft_id: str, profile: dict[str, Any]) -> str:
    """The id of the advice for this profile; asked twice, it is the same one.

    Raises InputError for a profile that cannot be understood, BusyError and TooHeavyError for a long one.
    """
    advice = _make(visit, profile)
    return visit.store.add_advice(
        visit.fresh_id(KeptAdvice), draft_id, visit.locale, profile, advice, visit.knowledge.version, visit.now
    )


def _make(visit: Visit, profile: dict[str, Any]) -> dict[str, Any]:
    today = visit.now.astimezone().date()
    body = msgspec.json.encode(profile)
    if len(body) <= SHORT_BYTES and all(len(profile.get(name, ())) <= most for name, most in SHORT.items()):
        return advice_in_every_language(profile, visit.knowledge, today)
    done = visit.services.work.do(body, task="advice", on=today.isoformat())
    if "input" in done.head:
        raise InputError(**done.head["input"])
    if "cannot" in done.head:
        raise TooHeavyError
    made: dict[str, Any] = msgspec.json.decode(done.body)
    return made
