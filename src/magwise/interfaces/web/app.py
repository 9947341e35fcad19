"""The web app: every address and the page behind it."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from magwise.errors import ExtraMissingError
from magwise.knowledge.load import Knowledge

try:
    import jinja2  # noqa: F401
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.requests import Request
    from starlette.responses import RedirectResponse, Response
    from starlette.routing import BaseRoute, Mount, Route
    from starlette.staticfiles import StaticFiles
except ImportError as error:
    raise ExtraMissingError("web", "The web app") from error

from magwise.interfaces.rest.endpoints import rest_routes
from magwise.interfaces.rest.erase import erase_routes
from magwise.interfaces.web import advice, check, failures, knowledge_page, label, medicine, more, start
from magwise.interfaces.web.packing import Packing
from magwise.interfaces.web.pages import HERE, Pages
from magwise.interfaces.web.security import LOOPBACK, STATIC, Guard
from magwise.interfaces.web.visit import Handler, Services, Visit, endpoint, preferred_locale
from magwise.interfaces.work.pool import Pool
from magwise.knowledge.records import LANGUAGES
from magwise.store.database import open_database
from magwise.store.keep import Store
from magwise.store.patience import lose_patience

WORTH_PACKING = 1_000  # bytes


def make_app(
    database: str, knowledge: Knowledge, hosts: tuple[str, ...] = LOOPBACK, work: Pool | None = None
) -> Starlette:
    """The pages and the REST API over one database.

    database: a URL, see `open_database`. hosts: the names under which this server may be reached. work: who does what
    takes long; workers of its own when left out. Raises InputError or StoreError when the database cannot be opened.
    """
    engine = open_database(database)
    lose_patience(engine)
    store = Store(engine)
    secret = store.secret("forms", secrets.token_hex(32))
    owned = datetime.fromisoformat(store.secret("owned", datetime.now(UTC).isoformat()))
    pool = work or Pool(knowledge.version)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        pool.close()
        store.close()

    guard = Middleware(Guard, refuse=failures.refuse, fail=failures.show_fault, leave=failures.leave, hosts=hosts)
    app = Starlette(
        routes=_routes(),
        middleware=[guard, Middleware(Packing, minimum_size=WORTH_PACKING, compresslevel=5)],
        exception_handlers=failures.HANDLERS,
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False  # it would believe whatever host it was asked under
    app.state.services = Services(store, knowledge, Pages(), pool, secret, owned)
    return app


class Page(NamedTuple):
    """What stands at an address below the language. keeps, does_without: as in `endpoint`."""

    get: Handler | None = None
    post: Handler | None = None
    keeps: Callable[[Visit], bool] = lambda _visit: True
    does_without: bool = False

    def route(self, path: str) -> Route:
        """One route with all its methods, so that `Allow` tells them all."""
        handlers = {"GET": self.get, "POST": self.post}
        known = {method: handler for method, handler in handlers.items() if handler is not None}
        return Route(
            "/{lang}/" + path, endpoint(known, keeps=self.keeps, does_without=self.does_without), methods=list(known)
        )


def _never(_visit: Visit) -> bool:
    return False


def _when_sent(visit: Visit) -> bool:
    """Whether a form was sent: showing an empty one needs no database."""
    return visit.request.method == "POST"


PAGES = {
    "": Page(start.show, keeps=lambda visit: visit.draft_id is not None, does_without=True),
    "example": Page(post=start.begin_example),
    "label": Page(label.ask, label.read, keeps=_when_sent),
    "label/{id}": Page(label.show),
    "medicine": Page(medicine.ask, medicine.read, keeps=_when_sent),
    "medicine/{id}": Page(medicine.show),
    "check": Page(post=check.begin),
    "check/{id}": Page(check.resume),
    "check/{id}/more/{page}": Page(more.show, more.save),
    "check/{id}/{page}": Page(check.show, check.save),
    "advice/{id}": Page(advice.show),
    "advice/{id}/share": Page(post=advice.share),
    "advice/{id}/plan.ics": Page(advice.calendar),
    "advice/{id}/plan.svg": Page(advice.picture),
    "shared/{link}": Page(advice.show),
    "shared/{link}/plan.ics": Page(advice.calendar),
    "shared/{link}/plan.svg": Page(advice.picture),
    "knowledge/{id}": Page(knowledge_page.show, keeps=_never),
}


def _routes() -> list[BaseRoute]:
    return [
        Route("/", _choose_language),
        *(Route(f"/{lang}", _begin) for lang in LANGUAGES),
        *(page.route(path) for path, page in PAGES.items()),
        *rest_routes(),
        *erase_routes(),
        Mount(STATIC.rstrip("/"), StaticFiles(directory=HERE / "static")),
    ]


async def _choose_language(request: Request) -> Response:
    return RedirectResponse(f"/{preferred_locale(request)}/", 303)


async def _begin(request: Request) -> Response:
    return RedirectResponse(f"{request.url.path}/", 303)
