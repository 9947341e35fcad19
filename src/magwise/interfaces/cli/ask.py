"""`magwise ask`: the next question that can still matter, or that nothing left to ask can change the advice."""

from typing import TYPE_CHECKING

from magwise.advice.asking import ask
from magwise.interfaces.cli.answer import open_page, write_json
from magwise.interfaces.cli.profile import read_mapping
from magwise.interfaces.cli.streams import write
from magwise.interfaces.cli.voice import Voice
from magwise.knowledge.load import load_knowledge

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given

WHY_SHOWN = 4


def run(given: "Given") -> int:
    """Ask the next question for a profile."""
    knowledge = load_knowledge()
    profile, where = read_mapping(given, knowledge)
    if given.locale is not None and isinstance(profile, dict):
        profile = {**profile, "locale": given.locale}
    known = None
    if given.has("--diary") and isinstance(profile, dict):
        from magwise.interfaces.cli.known import fold_mapping, known_json, tell_known

        profile, known = fold_mapping(given, profile, where, knowledge)
    found = ask(profile, knowledge=knowledge, where=where)
    if given.has("--json"):
        write_json({**found.to_dict(), **({"diary": known_json(known)} if known is not None else {})})
        return 0
    voice, page = Voice(knowledge, found.locale), open_page()
    if known is not None:
        tell_known(page, voice, known)
    question = found.question
    if question is None:
        page.text(voice.say("ask.done"), style="bold")
        page.text(voice.say(f"ask.decision.{found.decision}"))
    else:
        page.text(question.text, style="bold")
        page.text(voice.say("ask.field", fields=", ".join(question.fields)), indent=2)
        if question.options:
            page.text(voice.say("ask.options", options=", ".join(question.options)), indent=2)
        parts = ", ".join(voice.say(f"ask.part.{part}") for part in question.may_change)
        page.text(voice.say("ask.safety" if question.safety else "ask.may_change", parts=parts))
        for why in question.why[:WHY_SHOWN]:
            page.item(f"{why.rule}: {why.text}")
        more = len(question.why) - WHY_SHOWN
        if more > 0:
            page.item(voice.say("ask.more", count=more))
    page.text(voice.say("ask.count", answered=found.answered, questions=found.questions), style="dim")
    write(str(page))
    return 0
