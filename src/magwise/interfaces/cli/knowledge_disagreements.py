"""`magwise knowledge disagreements`: every subject on which the sources differ."""

from typing import TYPE_CHECKING

from magwise.interfaces.cli.answer import locale_of, open_page, write_json
from magwise.interfaces.cli.streams import write
from magwise.knowledge.disagreements import list_disagreements
from magwise.knowledge.load import load_knowledge

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given


def run(given: "Given") -> int:
    """List the subjects by topic, with what each side says."""
    knowledge, locale = load_knowledge(), locale_of(given)
    found = list_disagreements(knowledge, locale)
    if given.has("--json"):
        write_json([item.to_dict() for item in found])
        return 0
    page = open_page()
    page.text(knowledge.say(locale, "knowledge.differ.title", count=len(found)), style="bold")
    topic = ""
    for item in found:
        if item.topic != topic:
            topic = item.topic
            page.heading(knowledge.say(locale, f"knowledge.differ.topic.{topic}"))
        page.text(item.about)
        for position in item.positions:
            value = f"{position.value} {position.unit}".strip()
            year = f", {position.year}" if position.year else ""
            scope = f"; {position.scope}" if position.scope else ""
            ours = f" [{knowledge.say(locale, 'knowledge.differ.ours')}]" if position.ours else ""
            seen = knowledge.say(locale, "knowledge.differ.reviewed", on=position.reviewed)
            page.item(f"{position.authority}{year}: {value}{scope} ({position.fact}, {position.grade}, {seen}){ours}")
    write(str(page))
    return 0
