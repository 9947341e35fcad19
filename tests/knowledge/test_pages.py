"""The generated pages are complete and say what the knowledge base says now."""

import re
from pathlib import Path

import pytest

from knowledge.conftest import ROOT
from magwise.knowledge.load import Knowledge
from magwise.knowledge.pages import cases_of_blog, facts_of_blog, main, rules_of_blog, stale_pages, write_pages
from magwise.knowledge.telling import tell_rule

REFERENCE = ROOT / "docs" / "reference"
BLOG = [f"S{number:02d}" for number in range(1, 37)]


@pytest.fixture(scope="module")
def pages(knowledge: Knowledge) -> dict[str, str]:
    return write_pages(knowledge)


def test_the_pages_on_disk_are_not_stale(knowledge: Knowledge) -> None:
    assert stale_pages(knowledge, REFERENCE) == [], "run make docs"


@pytest.mark.parametrize("blog_id", BLOG)
def test_every_statement_of_the_blog_has_a_rule_a_fact_and_a_case(knowledge: Knowledge, blog_id: str) -> None:
    assert blog_id in knowledge.blog_rules
    assert rules_of_blog(blog_id, knowledge), f"{blog_id}: no rule carries it"
    assert facts_of_blog(blog_id, knowledge), f"{blog_id}: no fact stands behind it"
    assert cases_of_blog(blog_id, knowledge), f"{blog_id}: no case tests it"


def test_the_blog_s_map_shows_every_statement_with_its_grade(pages: dict[str, str], knowledge: Knowledge) -> None:
    text = pages["blog-map.md"]
    assert re.findall(r"^## (S\d\d)", text, re.MULTILINE) == BLOG
    for part in text.split("\n## ")[1:]:
        row = knowledge.blog_rules[part[:3]]
        assert f"**Grade of the statement:** {row.grade}: " in part


def test_a_contradicted_claim_shows_what_is_said_instead(pages: dict[str, str], knowledge: Knowledge) -> None:
    parts = {part[:3]: part for part in pages["blog-map.md"].split("\n## ")[1:]}
    contradicted = [row for row in knowledge.blog_rules.values()
                    if any(knowledge.claims[claim].grade == "X" for claim in row.claim_refs)]  # fmt: skip
    assert contradicted
    for row in contradicted:
        assert "**What we say instead:**" in parts[row.id]


def test_every_rule_source_and_choice_is_on_its_page(pages: dict[str, str], knowledge: Knowledge) -> None:
    for rule in knowledge.rules.values():
        assert f'<a id="{rule.id}"></a>' in pages["rules.md"]
        assert tell_rule(rule, knowledge, "nl") in pages["rules.md"]
        assert (f"rules.md#{rule.id})" in pages["choices.md"]) == ("POLICY" in rule.sources)
    for source in knowledge.sources:
        assert f'<a id="{source}"></a>' in pages["sources.md"]
    for row in knowledge.thresholds.values():
        assert (f"- `{row.id}` = " in pages["choices.md"]) == ("POLICY" in row.source)


def test_links_between_the_pages_lead_somewhere(pages: dict[str, str]) -> None:
    anchors = {name: set(re.findall(r'<a id="([^"]+)">', text)) for name, text in pages.items()}
    links = [found for text in pages.values() for found in re.findall(r"\]\(([\w-]+\.md)(?:#([^)]+))?\)", text)]
    assert len(links) > 100
    assert [link for link in links if link[0] not in pages or (link[1] and link[1] not in anchors[link[0]])] == []


def test_the_same_knowledge_gives_the_same_pages(pages: dict[str, str], knowledge: Knowledge) -> None:
    assert write_pages(knowledge) == pages


def test_writing_and_checking(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check", "--folder", str(tmp_path)]) == 1
    assert "rules.md: stale: run make docs" in capsys.readouterr().err
    assert main(["--folder", str(tmp_path)]) == 0
    assert main(["--check", "--folder", str(tmp_path)]) == 0
    (tmp_path / "choices.md").write_text("changed")
    assert main(["--check", "--folder", str(tmp_path)]) == 1
