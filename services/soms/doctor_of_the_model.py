"""What `soms doctor` finds about the model server: whether it answers, and has the model.

Without it the office runs on, by its safety floor: nothing here is more than a warning. Of the
server's address only host and port are shown, for a password may stand in it.
"""

import asyncio
from urllib.parse import urlsplit

from services.brain.asking import as_model_error
from services.brain.errors import ModelError, RefusedBy
from services.brain.servers import OllamaServer, names_of, server_of
from services.explaining.words.phrases import on_one_line
from services.settings import InvalidSettings, Settings, read_settings
from services.soms.findings import Finding

CHECK = "model"

NAMES_SHOWN = 5

STAND_IN = "the stand-in answers; for a real model set LLM_API_URL and LLM_MODEL"


def check_model() -> Finding | None:
    """None where the settings are wrong, which is said already."""
    try:
        settings = read_settings()
    except InvalidSettings:
        return None
    if settings.own_llm_api_url is None:
        return Finding(CHECK, "ok", STAND_IN)
    return asyncio.run(_asked(settings))


async def _asked(settings: Settings) -> Finding:
    place, model = _place(settings.llm_api_url), settings.llm_model
    try:
        known, is_ollama, abilities = await _known(settings)
    except Exception as error:  # noqa: BLE001  (an address that is none breaks down in many ways)
        return _silent(place, as_model_error(error))
    if names_of(model).isdisjoint(known):
        return _missing(model, place, known, is_ollama)
    lacking = None if abilities is None else _lacking(abilities, settings)
    if lacking is not None:
        return Finding(CHECK, "warning", f"{on_one_line(model)} at {place} {lacking}")
    return Finding(CHECK, "ok", f"{on_one_line(model)} at {place}")


async def _known(settings: Settings) -> tuple[frozenset[str], bool, frozenset[str] | None]:
    """What the server has, whether it is Ollama, and what our model can do, where that is told."""
    server = server_of(settings)
    try:
        models = await server.models()
        if not isinstance(server, OllamaServer):
            return models, False, None
        return models, True, await _abilities(server, settings.llm_model)
    finally:
        await server.close()


async def _abilities(server: OllamaServer, model: str) -> frozenset[str] | None:
    try:
        return await server.abilities(model)
    except ModelError:
        return None


def _lacking(abilities: frozenset[str], settings: Settings) -> str | None:
    """What the model is asked for and cannot do; Ollama refuses every such question."""
    if "tools" not in abilities:
        return "calls no tools, and the brain acts by tools alone; set LLM_MODEL to one that does"
    if settings.thinking not in {None, "off"} and "thinking" not in abilities:
        return "does not think, and is asked to; set SOMS_BRAIN_THINK=off, or another LLM_MODEL"
    return None


def _place(url: str) -> str:
    parts = urlsplit(url)
    port = "" if parts.port is None else f":{parts.port}"
    return f"{parts.hostname}{port}"


def _silent(place: str, error: ModelError) -> Finding:
    said = f"{place}: {on_one_line(str(error))}"
    if not isinstance(error, RefusedBy):
        said += "; start the model server, or mend LLM_API_URL"
    return Finding(CHECK, "warning", said)


def _missing(model: str, place: str, known: frozenset[str], is_ollama: bool) -> Finding:
    name = on_one_line(model)
    there = ", ".join(on_one_line(one) for one in sorted(known)[:NAMES_SHOWN]) or "none"
    mend = f"ollama pull {name}" if is_ollama else "load it there"
    said = f"{place} has no {name}: {mend}, or set LLM_MODEL to what it has ({there})"
    return Finding(CHECK, "warning", said)
