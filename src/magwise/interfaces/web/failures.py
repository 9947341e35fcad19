"""Answers for what went wrong, in the reader's language and without details."""

import logging
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response

from magwise.errors import StoreError
from magwise.interfaces.place import place_of
from magwise.interfaces.rest.operations import LOCALE, problem
from magwise.interfaces.web.visit import Visit
from magwise.interfaces.work import rooms
from magwise.interfaces.work.pool import BUSY_FOR, BusyError, TooHeavyError, WorkerFaultError
from magwise.knowledge.records import LANGUAGES

if TYPE_CHECKING:
    from starlette.requests import Request

_KNOWN = {
    400: "bad_request", 403: "foreign", 404: "missing", 405: "method", 413: "too_large", 421: "host", 503: "busy",
}  # fmt: skip
_NO_PAGES = ("/api/", "/healthz", "/readyz", "/static/")
_log = logging.getLogger("magwise.web")


async def refuse(request: "Request", status: int) -> Response:
    """A request that the guard does not let through."""
    return await _answer(request, status, _KNOWN.get(status, "bad_request"))


async def show_http_error(request: "Request", error: Exception) -> Response:
    """A request that no page takes. `Allow` and the like come along."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    response = await refuse(request, status)
    for name, value in (getattr(error, "headers", None) or {}).items():
        response.headers[name] = value
    return response


async def show_busy(request: "Request", _error: Exception) -> Response:
    """Too much is asked at once: nothing went wrong, and asking again will do."""
    return await _answer(request, 503, "busy")


async def show_store_error(request: "Request", error: Exception) -> Response:
    """The database does not do what it should. The message holds no values, so it may be logged."""
    code = secrets.token_hex(4)
    _log.error("%s: %s", code, error)
    return await _answer(request, 503, "store", code=code)


async def let_go(_request: "Request", _error: Exception) -> Response:
    """The client went away in the middle of its request: nobody is left to answer, and nothing is wrong."""
    return Response(status_code=400)


async def show_fault(request: "Request", error: Exception) -> Response:
    """A fault of ours: the kind and the place are logged under a code, never what was typed."""
    code = secrets.token_hex(4)
    kind, place = type(error).__name__, place_of(error)
    if isinstance(error, WorkerFaultError):
        kind, place = error.kind, error.place
    _log.error("%s: %s at %s", code, kind, place)
    return await _answer(request, 500, "fault", code=code)


def leave(request: "Request") -> Response:
    """The server ends before this is done: one line, made at once."""
    if request.url.path.startswith(_NO_PAGES):
        response = _problem(request, 503, "ending", "")
    else:
        knowledge, first = request.app.state.services.knowledge, request.url.path[1:3]
        locales = (first,) if first in LANGUAGES else LANGUAGES
        response = PlainTextResponse(
            "".join(f"{knowledge.say(locale, 'web.rest.ending')}\n" for locale in locales), 503
        )
    response.headers["Retry-After"] = str(BUSY_FOR)
    response.headers["Connection"] = "close"
    return response


async def _answer(request: "Request", status: int, key: str, code: str = "") -> Response:
    if status == 421:
        # To a name that is not ours nothing of ours is shown, in no language that it chose.
        knowledge = request.app.state.services.knowledge
        said = "".join(f"{knowledge.say(locale, 'web.failure.host')}\n" for locale in LANGUAGES)
        return PlainTextResponse(said, status)
    if request.url.path.startswith(_NO_PAGES):
        response = _problem(request, status, key, code)
    else:
        response = await rooms.short(_page, Visit(request, {}), status, key, code)
    if status == 503:
        response.headers["Retry-After"] = str(BUSY_FOR)
    return response


def _problem(request: "Request", status: int, key: str, code: str) -> Response:
    locale = request.query_params.get("locale")
    told = request.app.state.services.knowledge.say(locale if locale in LANGUAGES else LOCALE, f"web.rest.{key}")
    more = {"code": code} if code else {}
    outcome = problem(status, HTTPStatus(status).phrase, told, **more)
    return Response(outcome.body, status, media_type=outcome.kind)


def _page(visit: Visit, status: int, key: str, code: str) -> Response:
    heading = visit.say(f"failure.{key}")
    title = visit.say("frame.error_title", title=heading)
    # A page that failed cannot simply be asked for again in the other language: that leads to the start.
    return visit.page(
        "failure.html", title=title, status=status, heading=heading, help=visit.say(f"failure.{key}_help"), code=code,
        other_path=f"/{'en' if visit.locale == 'nl' else 'nl'}/", remember=False,
    )  # fmt: skip


async def show_too_heavy(request: "Request", _error: Exception) -> Response:
    """What was asked takes more time or memory than one answer may."""
    return await _answer(request, 422, "too_heavy")


HANDLERS = {
    HTTPException: show_http_error,
    StoreError: show_store_error,
    BusyError: show_busy,
    TooHeavyError: show_too_heavy,
    ClientDisconnect: let_go,
}
