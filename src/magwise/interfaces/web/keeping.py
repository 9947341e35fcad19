"""Make an advice and keep it, in both languages, so that it reads the same for as long as it is kept."""

from datetime import date
from typing import Any

from magwise.answer import answer
from magwise.interfaces.web.visit import Visit, fresh_id
from magwise.knowledge.records import LANGUAGES


def keep_advice(visit: Visit, draft_id: str, profile: dict[str, Any]) -> str:
    """The id of the advice for this profile; asked twice, it is the same one.

    Raises ProfileError for a profile that cannot be understood.
    """
    today: date = visit.now.astimezone().date()
    advice: dict[str, Any] = {
        locale: answer({**profile, "locale": locale}, knowledge=visit.knowledge, on=today).to_dict()
        for locale in LANGUAGES
    }
    return visit.store.add_advice(
        fresh_id(), draft_id, visit.locale, profile, advice, visit.knowledge.version, visit.now
    )
