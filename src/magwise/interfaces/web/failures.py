"""Pages for what went wrong, in the reader's language and without details."""

import logging
import secrets
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response

from magwise.interfaces.web.security import HEADERS
from magwise.interfaces.web.visit import Visit

if TYPE_CHECKING:
    from starlette.requests import Request

_KNOWN = {400: "bad_request", 403: "foreign", 404: "missing", 405: "missing", 413: "too_large"}
_log = logging.getLogger("magwise.web")


async def show_http_error(request: "Request", error: Exception) -> Response:
    """A refused request."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    return await _answer(request, status, _KNOWN.get(status, "bad_request"))


async def show_store_error(request: "Request", error: Exception) -> Response:
    """The database does not do what it should. The message holds no values, so it may be logged."""
    code = secrets.token_hex(4)
    _log.error("%s: %s", code, error)
    return await _answer(request, 503, "store", code=code)


async def show_fault(request: "Request", error: Exception) -> Response:
    """A fault of ours: the kind and the place are logged under a code, never what was typed."""
    code = secrets.token_hex(4)
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
        trace = trace.tb_next
    _log.error("%s: %s at %s", code, type(error).__name__, place)
    response = await _answer(request, 500, "fault", code=code)
    for name, value in {**HEADERS, "Cache-Control": "no-store"}.items():
        response.headers.setdefault(name, value)  # this page is made outside the guard, which sets them elsewhere
    return response


async def _answer(request: "Request", status: int, key: str, code: str = "") -> Response:
    if status == 421:
        return PlainTextResponse("This server does not answer to that name.\n", status)
    if request.url.path.startswith(("/api/", "/healthz", "/readyz", "/static/")):
        body = {"type": "about:blank", "title": key.replace("_", " "), "status": status}
        return JSONResponse(body | ({"code": code} if code else {}), status, media_type="application/problem+json")
    visit = Visit(request, {})
    return await run_in_threadpool(_page, visit, status, key, code)


def _page(visit: Visit, status: int, key: str, code: str) -> Response:
    heading = visit.say(f"failure.{key}")
    title = visit.say("frame.error_title", title=heading)
    # A page that failed cannot simply be asked for again in the other language: that leads to the start.
    return visit.page(
        "failure.html", title=title, status=status, heading=heading, help=visit.say(f"failure.{key}_help"), code=code,
        other_path=f"/{'en' if visit.locale == 'nl' else 'nl'}/",
    )  # fmt: skip
