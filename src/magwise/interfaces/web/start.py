"""The start: pick a question, go on with a check, or look at an example."""

import tomllib
from typing import TYPE_CHECKING

from magwise.interfaces.web.answers import Reader
from magwise.interfaces.web.pages import HERE
from magwise.interfaces.web.steps import follow
from magwise.interfaces.web.visit import Visit, fresh_id

if TYPE_CHECKING:
    from starlette.responses import Response


def show(visit: Visit) -> "Response":
    """The start page, with the check under way on top."""
    draft = visit.store.find_draft(visit.draft_id) if visit.draft_id else None
    resume = None
    if draft is not None and draft.answers:
        progress = follow(draft.answers, Reader(visit.knowledge, visit.locale))
        total = len(progress.pages)
        number = progress.pages.index(progress.open_page) + 1 if progress.open_page else total
        resume = {"id": draft.id, "number": number, "total": total, "done": progress.open_page is None}
    return visit.page("start.html", title=visit.say("start.title"), resume=resume)


def begin_example(visit: Visit) -> "Response":
    """A draft filled in by us, opened at the review."""
    if not visit.is_trusted:
        return visit.go("/")
    draft_id = fresh_id()
    answers = tomllib.loads((HERE / "example.toml").read_text(encoding="utf-8"))
    visit.store.add_draft(draft_id, visit.locale, visit.now, answers)
    return visit.go(f"/check/{draft_id}/review")
