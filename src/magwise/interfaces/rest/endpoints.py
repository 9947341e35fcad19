"""The REST addresses over HTTP: what is asked, by whom it is worked out, and what goes back."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from magwise.interfaces.rest.operations import (
    JSON,
    LOCALE,
    OPERATIONS,
    Outcome,
    bad_input,
    is_long,
    knowledge_record,
    problem,
    refuse,
    run,
)
from magwise.interfaces.work import rooms
from magwise.interfaces.work.pool import BusyError, TooHeavyError
from magwise.knowledge.records import LANGUAGES
from magwise.strict_json import shown

if TYPE_CHECKING:
    from starlette.requests import Request

    from magwise.interfaces.web.visit import Services


def rest_routes() -> list[BaseRoute]:
    """Every REST address."""
    return [
        *(Route(f"/api/v1/{name}", _endpoint(name), methods=["POST"]) for name in OPERATIONS),
        Route("/api/v1/knowledge/{id}", _knowledge),
        Route("/healthz", _healthz),
        Route("/readyz", _readyz),
    ]


def respond_with(outcome: Outcome) -> Response:
    """An outcome over HTTP."""
    return Response(outcome.body, outcome.status, media_type=outcome.kind)


def _endpoint(name: str) -> Callable[["Request"], Awaitable[Response]]:
    async def respond(request: "Request") -> Response:
        services: Services = request.app.state.services
        locale = request.query_params.get("locale")
        if locale is not None and locale not in LANGUAGES:
            fault = refuse(services.knowledge, None, "locale", "locale", value=shown(locale))
            return respond_with(bad_input(422, "Bad input", fault))
        kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
        if kind != JSON:
            told = services.knowledge.say(locale or LOCALE, "web.rest.media_type")
            return respond_with(problem(415, "Unsupported media type", told))
        data = await request.body()
        if is_long(name, data):
            return respond_with(await _hand_out(name, data, locale, services))
        return respond_with(await rooms.quick(run, name, data, services.knowledge, locale))

    return respond


async def _hand_out(name: str, data: bytes, locale: str | None, services: "Services") -> Outcome:
    """The answer of a worker."""

    def work() -> Outcome:
        done = services.work.do(data, task="rest", operation=name, locale=locale)
        return Outcome(done.head["status"], done.body, done.head["kind"])

    try:
        return await rooms.long(work)
    except TooHeavyError:
        return problem(422, "Bad input", services.knowledge.say(locale or LOCALE, "web.rest.too_heavy"))
    except BusyError:
        raise HTTPException(503, "busy") from None


async def _knowledge(request: "Request") -> Response:
    locale = request.query_params.get("locale")
    known = request.app.state.services.knowledge
    return respond_with(knowledge_record(request.path_params["id"], known, locale if locale in LANGUAGES else None))


async def _healthz(_request: "Request") -> Response:
    return PlainTextResponse("ok\n")


async def _readyz(request: "Request") -> Response:
    """Ready when the database answers; a StoreError becomes 503."""
    services: Services = request.app.state.services
    await rooms.keeping(services.store.check)
    return PlainTextResponse("ready\n")
