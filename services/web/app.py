"""An application with what every HTTP service of ours has: problems as errors, a description."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI

from services.web import docs, problems
from services.web.bodies import BoundedBody

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def new_app(title: str, summary: str, lifespan: Lifespan | None = None) -> FastAPI:
    app = FastAPI(
        title=title,
        summary=summary,
        lifespan=lifespan,
        servers=docs.HERE,
        docs_url=None,
        redoc_url=None,
    )
    problems.install(app)
    app.add_middleware(BoundedBody)
    docs.install(app)
    return app
