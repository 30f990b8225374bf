"""`/docs`: what a service offers, to read and to try out, and nothing fetched from outside.

Addresses in it are relative, so that it is right behind a proxy's prefix as well.
"""

from importlib.resources import files
from pathlib import Path
from typing import Literal

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse

HERE = [{"url": "."}]
"""For `FastAPI(servers=…)`: a service is where its description lies."""

CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none';"
    " script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'"
)
"""The page starts its viewer with a line of its own, and the viewer styles what it draws."""

VIEWER = Path(str(files("fastapi_offline"))) / "static"

Part = Literal["swagger-ui-bundle.js", "swagger-ui.css"]


def install(app: FastAPI) -> None:
    """Let `app`, made without documentation of its own, describe itself."""

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return _page(app)

    @app.get("/docs/{part}", include_in_schema=False)
    async def viewer(part: Part) -> FileResponse:
        return FileResponse(VIEWER / part)


def _page(app: FastAPI) -> HTMLResponse:
    page = get_swagger_ui_html(
        openapi_url="openapi.json",
        title=app.title,
        swagger_js_url="docs/swagger-ui-bundle.js",
        swagger_css_url="docs/swagger-ui.css",
        swagger_favicon_url="data:,",
        swagger_ui_parameters={"validatorUrl": None},
    )
    page.headers["Content-Security-Policy"] = CONTENT_POLICY
    return page
