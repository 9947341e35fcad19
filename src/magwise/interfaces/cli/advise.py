"""`magwise advise`: a profile in, the whole advice out."""

from typing import TYPE_CHECKING

from magwise.answer import answer, day_of
from magwise.interfaces.cli.advice_page import tell_advice
from magwise.interfaces.cli.answer import open_page, write_json
from magwise.interfaces.cli.profile import read_told
from magwise.interfaces.cli.streams import write
from magwise.interfaces.cli.voice import Voice

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given


def run(given: "Given") -> int:
    """Answer a profile."""
    told, known = read_told(given), None
    if given.has("--diary"):
        from magwise.interfaces.cli.known import known_json, tell_known, with_diary

        told, known = with_diary(given, told)
    advice = answer(told.profile, knowledge=told.knowledge, on=told.on)
    if given.has("--json"):
        write_json({**advice.to_dict(), **({"diary": known_json(known)} if known is not None else {})})
        return 0
    page = open_page()
    voice = Voice(told.knowledge, advice.locale)
    if known is not None and advice.decision != "urgent":
        tell_known(page, voice, known)
    _, request = day_of(told.profile, knowledge=told.knowledge, on=told.on)
    tell_advice(page, voice, advice, request, told.on, every_form=given.has("--all"))
    if known is not None and advice.decision == "urgent":
        tell_known(page, voice, known)
    write(str(page))
    return 0
