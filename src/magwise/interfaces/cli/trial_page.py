"""A trial on a page: the plan without its order, what today brings, or the verdict."""

from datetime import date

from magwise.followup import tell
from magwise.followup.analyse import TrialResult
from magwise.followup.design import TrialDesign
from magwise.followup.strip import strip
from magwise.followup.words import Words
from magwise.interfaces.cli.layout import Page


def tell_design(page: Page, words: Words, design: TrialDesign, path: str | None) -> None:
    """The plan: what it is, whether a verdict is within reach, what would help, the rules and the seals.

    path: where it is kept; None when it is not.
    """
    page.text(words.say("design.title", name=design.outcome.name), style="bold")
    for line in tell.lead_sentences(design, words):
        page.text(line)
    page.heading(words.say("design.chance"))
    for line in tell.reach_sentences(design, words):
        page.text(line)
    head, rows = tell.chance_table(design, words)
    page.table(rows, head, indent=2)
    helpful = tell.alternative_rows(design, words)
    if helpful:
        page.heading(words.say("design.help"))
        page.table([(f"• {told}", share) for told, share in helpful], indent=2)
    page.heading(words.say("design.stopping"))
    for line in tell.rule_sentences(design, words):
        page.item(line)
    page.blank()
    for line in tell.seal_sentences(design, words):
        page.text(line, style="dim")
    if path is None:
        page.text(words.say("design.unsaved", seed=design.seed))
    else:
        page.text(words.say("design.start_today", command=f"magwise trial today {path}"))


def tell_trial_day(page: Page, words: Words, design: TrialDesign, on: date, *, instead: bool) -> None:
    """What the plan asks of a day. instead: what is taken was told already, by the diary."""
    first, *rest = tell.today_sentences(design, on, words)
    if not instead or not rest:
        page.text(first, style="bold")
    for line in rest:
        page.text(line)


def tell_result(page: Page, words: Words, result: TrialResult, name: str | None) -> None:
    """The verdict, its size, the picture in letters, the numbers, and the same counted in other ways."""
    if name is not None:
        page.text(words.say("design.title", name=name), style="dim")
    page.text(tell.verdict_sentence(result, words), style="bold")
    size = tell.size_sentence(result, words)
    if size:
        page.text(size)
    page.blank()
    for line in strip(result, words, page.width).splitlines():
        page.raw(line)
    page.blank()
    page.table(tell.result_table(result, words))
    ways = tell.other_ways(result, words)
    if ways:
        page.heading(words.say("table.ways"))
        page.table(ways, indent=2)
    page.blank()
    for line in tell.notes(result, words):
        page.text(line)
