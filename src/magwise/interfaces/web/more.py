"""Pages after the advice, each optional: what it takes to be more precise."""

from starlette.responses import Response

from magwise.errors import InputError
from magwise.interfaces.web.answers import change_rows, count_rows, reader_of
from magwise.interfaces.web.check import find_draft
from magwise.interfaces.web.keeping import keep_advice
from magwise.interfaces.web.sent import Fields
from magwise.interfaces.web.steps import MORE, REVIEW, follow, profile_of
from magwise.interfaces.web.visit import Problem, Visit
from magwise.store.keep import Draft


def show(visit: Visit) -> Response:
    """One optional page with what was answered before."""
    draft, page = find_draft(visit), _page(visit)
    return _show(visit, draft, page, draft.answers.get(page, {}), [])


def save(visit: Visit) -> Response:
    """Save what was typed, judge it, and make the advice anew once the check itself is complete."""
    draft, page = find_draft(visit), _page(visit)
    typed = visit.typed()
    if not visit.is_trusted:
        return _show(visit, draft, page, typed, [], stale=True)
    visit.draft_id = draft.id
    action = visit.first("_action")
    if action == "add" or action.startswith("remove-"):
        typed = change_rows(typed, action)
    saved = visit.store.save_page(draft.id, page, typed, visit.now)
    if saved is None:
        raise visit.missing()
    if visit.first("_lang") or action == "add" or action.startswith("remove-"):
        return visit.go(f"/check/{draft.id}/more/{page}")
    if action == "back":
        return visit.go(f"/check/{draft.id}")
    reader = reader_of(visit)
    found = reader.read(page, typed)
    if found.problems:
        return _show(visit, saved, page, typed, found.problems)
    progress = follow(saved.answers, reader)
    if progress.open_page is not None:
        return visit.go(f"/check/{draft.id}")
    try:
        return visit.go(f"/advice/{keep_advice(visit, draft.id, profile_of(progress, saved.answers, visit.locale))}")
    except InputError:
        return visit.go(f"/check/{draft.id}/{REVIEW}")


def _page(visit: Visit) -> str:
    page: str = visit.request.path_params["page"]
    if page not in MORE:
        raise visit.missing()
    return page


def _show(
    visit: Visit, draft: Draft, page: str, typed: Fields, problems: list[Problem], *, stale: bool = False
) -> Response:
    heading = visit.say(f"{page}.title")
    return visit.page(
        f"more_{page}.html",
        title=heading,
        status=403 if stale else 422 if problems else 200,
        heading=heading,
        fields=typed,
        rows=count_rows(typed),
        problems=problems,
        stale=stale,
        form_id="question",
        form_action=f"/{visit.locale}/check/{draft.id}/more/{page}",
    )
