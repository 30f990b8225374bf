"""The mock model's application: two APIs over one pure answer."""

from datetime import UTC, datetime

from fastapi import FastAPI
from pydantic import SecretStr

from services.mock_llm import failures, ollama_api, openai_api, operations, switch_routes
from services.mock_llm.misbehaviour import Misbehaviour
from services.mock_llm.models import Models
from services.mock_llm.switch import Switch
from services.web.app import new_app


def create_app(
    model: str, how: Misbehaviour | None = None, own_token: SecretStr | None = None
) -> FastAPI:
    """An application that says it has `model`, and goes wrong as it is told by who may tell it.

    `own_token` is what our own services show each other.
    """
    app = new_app("SOMS mock model", "Answers what the facts of a request call for.")
    app.state.switch = Switch(how)
    app.state.own_token = own_token
    app.state.models = Models(model, datetime.now(UTC))
    failures.install(app)
    for part in (operations, ollama_api, openai_api, switch_routes):
        app.include_router(part.router)
    return app
