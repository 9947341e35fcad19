"""The REST addresses that erase: what a person typed goes for good, and what may still hold it is said."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, cast

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from magwise.errors import InputError
from magwise.interfaces.rest.endpoints import respond_with
from magwise.interfaces.rest.operations import bad_input, problem, refuse
from magwise.interfaces.web.visit import is_own, read_cookie
from magwise.interfaces.work import rooms
from magwise.knowledge.records import LANGUAGES
from magwise.strict_json import shown

if TYPE_CHECKING:
    from starlette.requests import Request

    from magwise.interfaces.web.visit import Services
    from magwise.store.erasing import Erased

Eraser = Callable[["Services", str, str | None], "Erased | None"]
Finder = Callable[[str], Any]
LONGEST_NAME = 100


def erase_routes() -> list[BaseRoute]:
    """`DELETE /api/v1/check | advice | label | medicine/{id}`, and `DELETE /api/v1/diary/{name}?yes={name}`."""
    kinds: dict[str, Callable[[Any], tuple[Finder, Finder]]] = {
        "check": lambda store: (store.find_draft, store.erase_draft),
        "advice": lambda store: (store.find_advice, store.erase_advice),
        "label": lambda store: (store.find_label, store.erase_label),
        "medicine": lambda store: (store.find_medicines, store.erase_medicines),
    }
    return [
        *(Route(f"/api/v1/{name}/{{id}}", _endpoint(_own(work)), methods=["DELETE"]) for name, work in kinds.items()),
        Route("/api/v1/diary/{id:path}", _endpoint(_diary, named_twice=True), methods=["DELETE"]),
    ]


def _own(work: Callable[[Any], tuple[Finder, Finder]]) -> Eraser:
    """What erases one thing that this browser made; an address alone, such as that of a shared link, erases nothing."""

    def erase(services: "Services", name: str, seed: str | None) -> "Erased | None":
        find, remove = work(services.store)
        kept = find(name)
        return cast("Erased", remove(name)) if kept is not None and is_own(kept, services, seed) else None

    return erase


def _diary(services: "Services", name: str, seed: str | None) -> "Erased":
    return services.store.diaries().erase(name)


def _endpoint(erase: Eraser, *, named_twice: bool = False) -> Callable[["Request"], Awaitable[Response]]:
    """Erase one thing: 200 with how many rows went, 404 where nothing was, 422 for what cannot be meant.

    named_twice: the name stands in `?yes=` once more, as a diary holds far more than one thing.
    """

    async def respond(request: "Request") -> Response:
        services: Services = request.app.state.services
        locale = request.query_params.get("locale", "nl")
        if locale not in LANGUAGES:
            fault = refuse(services.knowledge, None, "locale", "locale", value=shown(locale))
            return respond_with(bad_input(422, "Bad input", fault))
        say, name = services.knowledge.say, request.path_params["id"]
        if named_twice and request.query_params.get("yes") != name:
            mend = say(locale, "store.mend.yes", name=name[:LONGEST_NAME])
            fault = InputError("yes", say(locale, "store.fault.yes"), mend)
            return respond_with(bad_input(422, "Bad input", fault))
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            return respond_with(problem(404, "Not found", say(locale, "store.erased.nothing")))
        mark = read_cookie(request)
        erased = await rooms.keeping(erase, services, name, None if mark is None else mark.seed)
        if erased is None or not erased.rows:
            return respond_with(problem(404, "Not found", say(locale, "store.erased.nothing")))
        told = [say(locale, "store.erased.rows")]
        if erased.left is not None:
            told.append(say(locale, f"store.left.{erased.left}", path="…"))
        return JSONResponse({"erased": erased.rows, "left": erased.left, "text": " ".join(told)})

    return respond
