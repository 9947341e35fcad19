"""`magwise knowledge sources`: every publication that something rests on."""

from typing import TYPE_CHECKING

from magwise.interfaces.cli.answer import locale_of, open_page, write_json
from magwise.interfaces.cli.streams import write
from magwise.interfaces.cli.voice import POLICY, Voice
from magwise.knowledge.load import load_knowledge

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given


def run(given: "Given") -> int:
    """List the sources in the order of the table."""
    import msgspec

    knowledge, locale = load_knowledge(), locale_of(given)
    if given.has("--json"):
        write_json(msgspec.to_builtins(list(knowledge.sources.values())))
        return 0
    voice, page = Voice(knowledge, locale), open_page()
    page.text(voice.say("knowledge.sources", count=len(knowledge.sources)), style="bold")
    for source in knowledge.sources.values():
        page.blank()
        title = voice.say("knowledge.policy") if source.id == POLICY else source.title
        page.text(f"{source.id}: {title}")
        told = ", ".join(part for part in (source.publisher, source.year) if part)
        verified = knowledge.say(locale, f"knowledge.{source.verified}")
        page.text(f"{told} ({verified})" if told else verified, indent=2)
        if source.locator:
            page.text(source.locator, indent=2)
    write(str(page))
    return 0
