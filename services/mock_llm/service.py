"""Runs the mock model. It keeps nothing, and needs neither the log nor the broker."""

import asyncio

from services.mock_llm.app import create_app
from services.mock_llm.misbehaviour import Misbehaviour, UnknownMisbehaviour, named
from services.settings import InvalidSettings, Settings
from services.web.server import serve

VARIABLE = "SOMS_MOCK_LLM_MISBEHAVIOUR"


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until `stop` is set. Raises `InvalidSettings` for a misbehaviour that is none."""
    how = _wanted(settings.mock_llm_misbehaviour)
    app = create_app(settings.llm_model, how, settings.service_token)
    await serve(app, settings.bind_addr, settings.mock_llm_port, stop, "SOMS_MOCK_LLM_PORT")


def _wanted(text: str | None) -> Misbehaviour | None:
    try:
        return named(text) if text else None
    except UnknownMisbehaviour as error:
        raise InvalidSettings(VARIABLE, str(error)) from None
