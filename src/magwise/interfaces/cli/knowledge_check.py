"""`magwise knowledge check`: whether the cited knowledge base is sound, and what is due for review."""

from typing import TYPE_CHECKING

from magwise.interfaces.cli.answer import locale_of, open_page, write_json
from magwise.interfaces.cli.profile import date_of
from magwise.interfaces.cli.streams import write
from magwise.interfaces.cli.voice import Voice
from magwise.knowledge.check import check_knowledge, data_of, overdue
from magwise.knowledge.load import load_knowledge

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given


def run(given: "Given") -> int:
    """List every fault; 1 when there is one, or with `--strict` when a rule is due for review."""
    knowledge = load_knowledge()
    faults = check_knowledge(knowledge)
    due = overdue(knowledge, date_of(given))
    tables = data_of(knowledge)["tables"]
    rules, rows, sources = len(knowledge.rules), sum(map(len, tables.values())), len(knowledge.sources)
    failed = bool(faults) or (given.has("--strict") and bool(due))
    if given.has("--json"):
        write_json(
            {
                "knowledge_version": knowledge.version,
                "sound": not faults,
                "rules": rules,
                "rows": rows,
                "sources": sources,
                "faults": faults,
                "overdue": due,
            }
        )
        return int(failed)
    voice, page = Voice(knowledge, locale_of(given)), open_page()
    if faults:
        page.text(_counted(voice, "faulty", len(faults)), style="bold")
    else:
        page.text(voice.say("knowledge.sound", rules=rules, rows=rows, sources=sources), style="bold")
    for line in faults:
        page.item(line)
    if due:
        page.heading(_counted(voice, "overdue", len(due)))
        for line in due:
            page.item(line)
    page.text(voice.say("knowledge.version", version=knowledge.version), style="dim")
    write(str(page))
    return int(failed)


def _counted(voice: Voice, key: str, count: int) -> str:
    return voice.say(f"knowledge.{key}_one") if count == 1 else voice.say(f"knowledge.{key}", count=count)
