"""The start: pick a question, go on with a check, or look at an example."""

import tomllib
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from magwise.errors import StoreError
from magwise.interfaces.web.answers import reader_of
from magwise.interfaces.web.pages import HERE
from magwise.interfaces.web.steps import follow
from magwise.interfaces.web.visit import Visit
from magwise.store.keep import Draft

if TYPE_CHECKING:
    from starlette.responses import Response


def show(visit: Visit) -> "Response":
    """The start page, with the check under way on top."""
    draft = _find_draft(visit)
    resume = None
    if draft is not None and draft.answers:
        progress = follow(draft.answers, reader_of(visit))
        total = len(progress.pages)
        number = progress.pages.index(progress.open_page) + 1 if progress.open_page else total
        resume = {"id": draft.id, "number": number, "total": total, "done": progress.open_page is None}
    return visit.page("start.html", title=visit.say("start.title"), resume=resume)


def _find_draft(visit: Visit) -> Draft | None:
    """The check under way; None without one, and while the database does not answer: this page does without it."""
    if visit.draft_id is None or visit.is_busy:
        return None
    try:
        return visit.own(visit.store.find_draft(visit.draft_id))
    except (StoreError, HTTPException):
        return None


def begin_example(visit: Visit) -> "Response":
    """A draft filled in by us, opened at the review."""
    if not visit.is_trusted:
        return visit.go("/")
    draft_id = visit.fresh_id(Draft)
    answers = tomllib.loads((HERE / "example.toml").read_text(encoding="utf-8"))
    visit.store.add_draft(draft_id, visit.locale, visit.now, answers)
    return visit.go(f"/check/{draft_id}/review")
