"""The check: one question a page, each saved before it is judged, then a review and the advice."""

from starlette.responses import Response

from magwise.errors import InputError
from magwise.interfaces.web.answers import change_rows, count_rows, reader_of
from magwise.interfaces.web.keeping import keep_advice
from magwise.interfaces.web.review import summarise
from magwise.interfaces.web.sent import Fields
from magwise.interfaces.web.steps import FIRST_FOR_ADVICE, JURISDICTIONS, REVIEW, Progress, follow, profile_of
from magwise.interfaces.web.visit import Problem, Visit
from magwise.store.keep import Draft


def begin(visit: Visit) -> Response:
    """A new draft."""
    if not visit.is_trusted:
        return visit.go("/")
    draft_id = visit.fresh_id(Draft)
    visit.store.add_draft(draft_id, visit.locale, visit.now)
    visit.draft_id = draft_id
    return visit.go(f"/check/{draft_id}/goal")


def resume(visit: Visit) -> Response:
    """The first unanswered page."""
    draft = find_draft(visit)
    return visit.go(f"/check/{draft.id}/{_progress(visit, draft).open_page or REVIEW}")


def show(visit: Visit) -> Response:
    """One page with what was answered before; a page whose turn has not come leads to the open one."""
    draft = find_draft(visit)
    page = visit.request.path_params["page"]
    progress = _progress(visit, draft)
    if not progress.may_show(page):
        if page not in (*progress.pages, REVIEW):
            raise visit.missing()
        return resume(visit)
    if page == REVIEW:
        return _show_review(visit, draft, progress)
    return _show_page(visit, draft, progress, page, draft.answers.get(page, {}), [])


def save(visit: Visit) -> Response:
    """Save what was typed, then judge it."""
    draft = find_draft(visit)
    page = visit.request.path_params["page"]
    typed = visit.typed()
    progress = _progress(visit, draft)
    if page != REVIEW and not progress.may_show(page):
        return resume(visit)
    if not visit.is_trusted:
        if page == REVIEW:
            return _show_review(visit, draft, progress, stale=True)
        return _show_page(visit, draft, progress, page, typed, [], stale=True)
    visit.draft_id = draft.id
    action = visit.first("_action")
    if action == "add" or action.startswith("remove-"):
        typed = change_rows(typed, action)
    saved = visit.store.save_page(draft.id, page, typed, visit.now)
    if saved is None:
        raise visit.missing()
    progress = _progress(visit, saved)
    if visit.first("_lang"):
        return visit.go(f"/check/{draft.id}/{page}")
    if action == "back":
        return visit.go(_before(saved, progress, page))
    if action == "add" or action.startswith("remove-"):
        return visit.go(f"/check/{draft.id}/{page}")
    if page == REVIEW:
        if progress.open_page is not None:
            return resume(visit)
        return _give_advice(visit, saved, progress)
    if page not in progress.reads:
        found = reader_of(visit).read(page, typed)
        return _show_page(visit, saved, progress, page, typed, found.problems)
    if page == "alarm" and progress.reads[page].part.get("red_flags") and _may_advise(progress):
        return _give_advice(visit, saved, progress)
    return visit.go(f"/check/{draft.id}/{progress.open_page or REVIEW}")


def find_draft(visit: Visit) -> Draft:
    """The draft of this address; 404 when there is none, or when it is another browser's."""
    return visit.own(visit.store.find_draft(visit.request.path_params["id"]))


def _progress(visit: Visit, draft: Draft) -> Progress:
    return follow(draft.answers, reader_of(visit))


def _may_advise(progress: Progress) -> bool:
    return all(page in progress.reads for page in FIRST_FOR_ADVICE)


def _give_advice(visit: Visit, draft: Draft, progress: Progress) -> Response:
    profile = profile_of(progress, draft.answers, visit.locale)
    try:
        return visit.go(f"/advice/{keep_advice(visit, draft.id, profile)}")
    except InputError as error:
        return _show_review(visit, draft, progress, refusal=f"{error.what}. {error.mend}.")


def _before(draft: Draft, progress: Progress, page: str) -> str:
    """The address of the page before this one."""
    order = (*progress.pages, REVIEW)
    place = order.index(page) if page in order else len(order)
    return f"/check/{draft.id}/{order[place - 1]}" if place else "/"


def _show_page(
    visit: Visit,
    draft: Draft,
    progress: Progress,
    page: str,
    typed: Fields,
    problems: list[Problem],
    *,
    stale: bool = False,
) -> Response:
    heading = visit.say(f"{page}.title")
    number, total = progress.pages.index(page) + 1, len(progress.pages)
    status = 403 if stale else 422 if problems else 200
    return visit.page(
        f"check_{page}.html",
        title=f"{heading} – {visit.say('check.step', number=number, total=total)}",
        status=status,
        heading=heading,
        number=number,
        total=total,
        page=page,
        fields=typed,
        rows=count_rows(typed),
        problems=problems,
        stale=stale,
        candidates=reader_of(visit).read(page, typed).candidates if page == "medicines" else {},
        saved=draft.updated if page in draft.answers else None,
        form_id="question",
        form_action=f"/{visit.locale}/check/{draft.id}/{page}",
        forms=_form_names(visit) if page == "now" else {},
    )


def _form_names(visit: Visit) -> dict[str, str]:
    """Forms to choose from, by name."""
    names = {row.id: row.name_nl if visit.locale == "nl" else row.name_en for row in visit.knowledge.families.values()}
    return dict(sorted(names.items(), key=lambda item: item[1].casefold()))


def _show_review(visit: Visit, draft: Draft, progress: Progress, *, stale: bool = False, refusal: str = "") -> Response:
    told = draft.answers.get(REVIEW, {}).get("jurisdiction", [""])[0]
    return visit.page(
        "check_review.html",
        title=visit.say("review.title"),
        status=403 if stale else 422 if refusal else 200,
        refusal=refusal,
        heading=visit.say("review.title"),
        draft=draft.id,
        sections=summarise(progress, reader_of(visit)),
        jurisdictions=JURISDICTIONS,
        jurisdiction=told if told in JURISDICTIONS else JURISDICTIONS[0],
        asks_day="day" in progress.pages,
        stale=stale,
        form_id="question",
        form_action=f"/{visit.locale}/check/{draft.id}/{REVIEW}",
    )
