"""The path for «I notice nothing» and «it upsets my gut» on a page, and what to mend first."""

from collections.abc import Iterable, Sequence

from magwise.advice.advice import Basic, PathStep
from magwise.interfaces.cli.layout import Page
from magwise.interfaces.cli.voice import Voice


def tell_paths(page: Page, voice: Voice, steps: Iterable[PathStep]) -> None:
    """Each path under its heading, its steps numbered: what was found, what to do, and what is still open."""
    paths: dict[str, list[PathStep]] = {}
    for step in steps:
        paths.setdefault(step.path, []).append(step)
    for path, those in paths.items():
        page.heading(voice.say(f"path.{path}"))
        for number, step in enumerate(those, start=1):
            said = voice.say("path.step", state=voice.say(f"path.state.{step.state}"), text=_said(voice, step))
            page.item(said, mark=f"{number}.")
            if step.asks:
                page.text(voice.say("path.asks", fields=", ".join(step.asks)), indent=5, style="dim")
            if step.trial is not None:
                page.text(voice.say("path.trial", outcome=step.trial.outcome), indent=5)
                page.text(step.trial.command, indent=5, style="dim")


def tell_basics(page: Page, voice: Voice, basics: Sequence[Basic]) -> None:
    """What to mend first, each with what was found."""
    if basics:
        page.heading(voice.say("advise.foundation"))
    for basic in basics:
        page.item(_said(voice, basic))
        if basic.asks:
            page.text(voice.say("path.asks", fields=", ".join(basic.asks)), indent=4, style="dim")


def _said(voice: Voice, note: Basic | PathStep) -> str:
    told = voice.claim(note.text, note.grade, note.sources)
    return f"{note.found} {told}" if note.found else told
