"""`magwise knowledge show`: one record in words."""

from typing import TYPE_CHECKING

from magwise.interfaces.cli.answer import locale_of, locale_of_faults, open_page, write_json
from magwise.interfaces.cli.streams import write
from magwise.interfaces.cli.voice import Voice
from magwise.knowledge.describe import describe, find_record
from magwise.knowledge.load import load_knowledge

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given


def run(given: "Given") -> int:
    """Show a record: what it says, what it rests on and what rests on it."""
    knowledge, locale = load_knowledge(), locale_of(given)
    table, name = find_record(knowledge, given.words[0], locale_of_faults(given))
    found = describe(knowledge, f"{table}/{name}", locale)
    if given.has("--json"):
        write_json(found.to_dict())
        return 0
    voice, page = Voice(knowledge, locale), open_page()
    page.text(found.title, style="bold")
    page.text(f"{found.id} ({found.kind})", style="dim")
    if found.choice:
        page.text(f"[{voice.say('knowledge.choice')}]")
    for section in found.sections:
        page.heading(section.heading)
        for line in section.lines:
            page.item(line)
    page.blank()
    page.text(voice.say("knowledge.version", version=knowledge.version), style="dim")
    write(str(page))
    return 0
