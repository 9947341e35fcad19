"""The reference pages that follow from the knowledge base: the blog's map, all rules, sources, choices and fields.

`python -m magwise.knowledge.pages` writes them to docs/reference; with `--check` it only says which are stale.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from magwise.knowledge.describe import describe, fact_table, rows_of, short, title_of, used_by
from magwise.knowledge.read import RULE_KINDS, TABLES
from magwise.knowledge.telling import tell_rule
from magwise.knowledge.words import POLICY, plain, say_conclusion, say_when

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge
    from magwise.knowledge.records import BlogRule

LOCALE = "en"
FOLDER = Path("docs/reference")
CONTRADICTED = "X"
TITLES_SHOWN = 6


def write_pages(knowledge: "Knowledge") -> dict[str, str]:
    """The text of every generated page by its file name. The same knowledge gives the same text."""
    return {
        "blog-map.md": blog_map(knowledge),
        "choices.md": choices(knowledge),
        "profile.md": profile(knowledge),
        "reversals.md": reversals(knowledge),
        "rules.md": rules(knowledge),
        "sources.md": sources(knowledge),
    }


def reversals(knowledge: "Knowledge") -> str:
    """What once held or is often said and stands no longer, with what took its place."""

    def say(key: str) -> str:
        return knowledge.say(LOCALE, f"knowledge.reversals.{key}")

    lines = _head(knowledge, "pages.reversals_title", "pages.reversals_lead")
    lines += [
        f"## {say('values')}",
        "",
        f"| {say('what')} | {say('old')} | {say('new')} | {say('who')} |",
        "|---|---|---|---|",
    ]
    for row in knowledge.superseded.values():
        new = knowledge.limits[row.superseded_by]
        assert new.value is not None
        told = f"{plain(new.value)} {new.unit} ({new.authority} {new.year}, `{new.id}`)"
        old = f"{plain(row.old_value)} {row.unit} ({row.note})"
        lines.append(f"| {_cell(row.about_en)} | {_cell(old)} | {_cell(told)} | {_who(row, knowledge)} |")
    lines += [
        "",
        f"## {say('claims')}",
        "",
        f"| {say('said')} | {say('found')} | {say('instead')} | {say('who')} |",
        "|---|---|---|---|",
    ]
    for claim in knowledge.claims.values():
        if claim.grade == CONTRADICTED:
            cells = (claim.statement_en, claim.best_evidence or "", claim.honest_wording_en)
            told = " | ".join(_cell(cell) for cell in cells)
            lines.append(f"| {told} | `{claim.id}`: {_who(claim, knowledge)} |")
    lines += ["", f"## {say('rules')}", ""]
    for rule in knowledge.rules.values():
        if rule.grade == CONTRADICTED:
            who = ", ".join(_source(name, knowledge) for name in rule.sources)
            lines.append(f"- [`{rule.id}`](rules.md#{rule.id}): {tell_rule(rule, knowledge, LOCALE)} ({who})")
    return _text(lines)


def _who(row: Any, knowledge: "Knowledge") -> str:
    sources = ", ".join(_source(name, knowledge) for name in row.source)
    return f"{sources}; {knowledge.say(LOCALE, f'knowledge.{row.verified}')}"


def profile(knowledge: "Knowledge") -> str:
    """Every field of a profile: what may stand in it, in which unit, and what is plausible."""
    lines = [
        *_head(knowledge, "profile.title", "profile.lead"),
        "| field | holds | from | to | one of |",
        "|---|---|---|---|---|",
    ]
    for path, field in knowledge.fields.items():
        unit = f" ({field.unit})" if field.unit else ""
        low, high = (f"{bound:g}" if bound is not None else "" for bound in (field.low, field.high))
        options = ", ".join(f"`{option}`" for option in field.options)
        lines.append(f"| `{path}` | {field.kind}{unit} | {low} | {high} | {options} |")
    return _text(lines)


def blog_map(knowledge: "Knowledge") -> str:
    """Statement by statement: our rules, facts and cases, and what we say where the blog's claim does not stand."""
    lines = _head(knowledge, "map.title", "map.lead")
    for row in knowledge.blog_rules.values():
        lines += [f"## {row.id} {_cell(row.rule_en)}", "", *_blog_rule(row, knowledge), ""]
    return _text(lines)


def _blog_rule(row: "BlogRule", knowledge: "Knowledge") -> Iterator[str]:
    def say(key: str, **values: object) -> str:
        return knowledge.say(LOCALE, f"knowledge.map.{key}", **values)

    yield f"- **{say('quote')}:** «{_cell(row.quote_nl)}»"
    yield f"- **{say('grade')}:** {knowledge.say(LOCALE, f'knowledge.grade.{row.grade}')}"
    if row.caveat:
        yield f"- **{say('caveat')}:** {_cell(row.caveat)}"
    yield f"- **{say('rules')}:**"
    for rule in rules_of_blog(row.id, knowledge):
        link = f"[`{rule.id}`](rules.md#{rule.id})"
        kind = knowledge.say(LOCALE, f"knowledge.kind.{rule.kind}")
        yield f"  - {link} ({kind}, {rule.grade}): {tell_rule(rule, knowledge, LOCALE)}"
    yield f"- **{say('facts')}:**"
    for fact in facts_of_blog(row.id, knowledge):
        yield f"  - {_cell(short(fact_table(fact, knowledge), fact, knowledge, LOCALE))}"
    instead = [knowledge.claims[name] for name in row.claim_refs if knowledge.claims[name].grade == CONTRADICTED]
    if instead or row.grade == CONTRADICTED:
        yield f"- **{say('instead')}:**"
        yield from (f"  - {claim.id}: {_cell(claim.honest_wording_en)}" for claim in instead)
        for rule in rules_of_blog(row.id, knowledge):
            if rule.grade == CONTRADICTED:
                yield f"  - `{rule.id}`: «{tell_rule(rule, knowledge, 'nl')}»"
    titles = cases_of_blog(row.id, knowledge)
    yield f"- **{say('cases')}:** ({len(titles)})"
    yield from (f"  - {title}" for title in titles[:TITLES_SHOWN])
    if len(titles) > TITLES_SHOWN:
        yield f"  - {say('more_cases', count=len(titles) - TITLES_SHOWN)}"


def rules_of_blog(blog_id: str, knowledge: "Knowledge") -> list[Any]:
    """Our rules that carry a statement of the blog, by kind and id."""
    found = [rule for rule in knowledge.rules.values() if blog_id in rule.blog]
    return sorted(found, key=lambda rule: (RULE_KINDS.index(rule.kind), rule.id))


def facts_of_blog(blog_id: str, knowledge: "Knowledge") -> list[str]:
    """The rows behind a statement: its claims, what overrides it and what our rules rest on."""
    row = knowledge.blog_rules[blog_id]
    names = [*row.claim_refs, *row.overridden_by]
    names += [fact for rule in rules_of_blog(blog_id, knowledge) for fact in rule.facts]
    return [name for name in dict.fromkeys(names) if name not in TABLES]


def cases_of_blog(blog_id: str, knowledge: "Knowledge") -> list[str]:
    """The cases that test our rules for a statement, as «rule: title»; the first of each rule before the rest."""
    found = [(rule.id, knowledge.cases.get(rule.id, ())) for rule in rules_of_blog(blog_id, knowledge)]
    longest = max((len(cases) for _, cases in found), default=0)
    return [
        f"`{name}`: {cases[place].title}" for place in range(longest) for name, cases in found if place < len(cases)
    ]


def rules(knowledge: "Knowledge") -> str:
    """Every rule in words, by kind."""
    lines = _head(knowledge, "pages.rules_title", "pages.rules_lead")
    for kind in RULE_KINDS:
        lines += [f"## {knowledge.say(LOCALE, f'knowledge.kind.{kind}').capitalize()}", ""]
        for rule in sorted(knowledge.rules.values(), key=lambda rule: rule.id):
            if rule.kind == kind:
                lines += _rule(rule.id, knowledge)
    return _text(lines)


def _rule(rule_id: str, knowledge: "Knowledge") -> list[str]:
    rule = knowledge.rules[rule_id]

    def head(key: str) -> str:
        return knowledge.say(LOCALE, f"knowledge.heading.{key}")

    title = describe(knowledge, f"rules/{rule_id}", LOCALE).title if rule.about else ""
    lines = [
        f'### <a id="{rule_id}"></a>{rule_id}' + (f" – {title}" if title else ""),
        "",
        f"> {tell_rule(rule, knowledge, 'en')}<br>{tell_rule(rule, knowledge, 'nl')}",
        "",
        f"- **{head('when')}:** {say_when(rule, knowledge, LOCALE)}",
        f"- **{head('then')}:** {' '.join(say_conclusion(rule, knowledge, LOCALE))}",
        f"- **{head('why')}:** {rule.why}",
        f"- **{head('grade')}:** {knowledge.say(LOCALE, f'knowledge.grade.{rule.grade}')}",
    ]
    if rule.lifted_by:
        lines.append(f"- **{head('lifted')}:** {_codes(rule.lifted_by)}")
    if rule.facts:
        lines.append(f"- **{head('facts')}:** {_codes(rule.facts)}")
    cites = ", ".join(f"{_source(cite.source, knowledge)} ({cite.place})" for cite in rule.cites)
    lines.append(f"- **{head('sources')}:** {cites}")
    if rule.blog:
        lines.append(f"- **{head('blog')}:** {', '.join(f'[{name}](blog-map.md)' for name in rule.blog)}")
    lines.append(f"- **{head('cases')}:** {len(knowledge.cases.get(rule_id, ()))}")
    return [*lines, ""]


def _source(source_id: str, knowledge: "Knowledge") -> str:
    """A source as a link; a choice of this project is called just that."""
    if source_id == POLICY:
        return f"[{knowledge.say(LOCALE, 'knowledge.policy')}](choices.md)"
    return f"[{source_id}](sources.md#{source_id})"


def sources(knowledge: "Knowledge") -> str:
    """Every publication, with how it was verified and how many records name it."""
    lines = _head(knowledge, "pages.sources_title", "pages.sources_lead")
    for row in sorted(knowledge.sources.values(), key=lambda row: row.id.casefold()):
        told = ", ".join(part for part in (row.publisher, row.year) if part)
        verified = knowledge.say(LOCALE, f"knowledge.{row.verified}")
        count = len(used_by(knowledge, "sources", row.id))
        title = knowledge.say(LOCALE, "knowledge.policy") if row.id == POLICY else _cell(row.title)
        lines += [f'- <a id="{row.id}"></a>**{row.id}** {title}. {told}. {_link(row.locator)}'.rstrip()]
        verified_as = knowledge.say(LOCALE, "knowledge.pages.verified")
        used = knowledge.say(LOCALE, "knowledge.pages.used", count=count)
        lines += [f"  {verified_as}: {verified} ({row.place}). {used}."]
    return _text([*lines, ""])


def _link(locator: str | None) -> str:
    """Where a source is found; a web address or DOI as a link."""
    if not locator:
        return ""
    first, *rest = locator.split(" ")
    address = f"https://doi.org/{first[4:]}" if first.casefold().startswith("doi:") else first
    shown = f"<{address.rstrip(';,')}>" if address.startswith("http") else _cell(first)
    return " ".join([shown, _cell(" ".join(rest))]).strip()


def choices(knowledge: "Knowledge") -> str:
    """All that rests on a choice of this project: rules, numbers and rows, and what else they rest on."""
    lines = _head(knowledge, "pages.choices_title", "pages.choices_lead")

    def head(key: str) -> list[str]:
        return ["", f"## {knowledge.say(LOCALE, f'knowledge.pages.{key}')}", ""]

    lines = [*lines[:-1], *head("choices_rules")]
    for rule in sorted(knowledge.rules.values(), key=lambda rule: (RULE_KINDS.index(rule.kind), rule.id)):
        if POLICY in rule.sources:
            beside = _beside(rule.sources, knowledge)
            lines.append(
                f"- [`{rule.id}`](rules.md#{rule.id}): {tell_rule(rule, knowledge, LOCALE)} {rule.why} ({beside})"
            )
    lines += head("choices_numbers")
    for row in knowledge.thresholds.values():
        if POLICY in row.source:
            beside = _beside(row.source, knowledge)
            lines.append(f"- `{row.id}` = {plain(row.value)} {row.unit}: {_cell(row.meaning)} ({beside})")
    lines += head("choices_rows")
    for table in TABLES:
        if table in ("sources", "thresholds", "medicines", "families"):
            continue
        for row in rows_of(knowledge, table).values():
            if POLICY in row.source:
                title = _cell(title_of(table, row, knowledge, LOCALE))
                lines.append(f"- `{table}/{row.id}`: {title} ({_beside(row.source, knowledge)})")
    return _text([*lines, ""])


def _beside(names: Iterable[str], knowledge: "Knowledge") -> str:
    others = [_source(name, knowledge) for name in names if name != POLICY]
    if not others:
        return knowledge.say(LOCALE, "knowledge.pages.alone")
    return knowledge.say(LOCALE, "knowledge.pages.with_others", sources=", ".join(others))


def _head(knowledge: "Knowledge", title: str, lead: str) -> list[str]:
    return [f"# {knowledge.say(LOCALE, f'knowledge.{title}')}", "", knowledge.say(LOCALE, f"knowledge.{lead}"), ""]


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _cell(text: str) -> str:
    """Text from a table, safe on a page."""
    return " ".join(text.replace("<", "&lt;").replace("|", "\\|").split())


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


def stale_pages(knowledge: "Knowledge", folder: Path) -> list[str]:
    """Names of the pages whose text on disk differs from what the knowledge base says now, or that are missing."""
    return [
        name
        for name, text in write_pages(knowledge).items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text
    ]


def main(arguments: list[str] | None = None) -> int:
    """Write the pages, or with --check say which are stale. Returns the exit status: 1 when one is stale."""
    from magwise.files import whole_file
    from magwise.knowledge.load import load_knowledge

    parser = argparse.ArgumentParser(description="Write the generated pages of the reference.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a page is stale")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the pages stand")
    options = parser.parse_args(arguments)
    knowledge = load_knowledge()
    stale = stale_pages(knowledge, options.folder)
    if options.check:
        for name in stale:
            print(f"{options.folder / name}: stale: run make docs", file=sys.stderr)
        return 1 if stale else 0
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, text in write_pages(knowledge).items():
        with whole_file(str(options.folder / name), private=False) as file:
            file.write(text.encode())
        print(options.folder / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
