"""`soms eval`: how well a model does as the brain of an office, in scenarios with known answers."""

import asyncio
from collections.abc import Sequence
from fnmatch import fnmatch
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import typer

from handlers.brain.prompts import Prompt
from services.brain.asking import PATIENCE, Patience
from services.brain.servers import server_of
from services.evaluation.model import Model, Served, StandIn
from services.evaluation.running import Run, Setup, runs
from services.evaluation.scenario import Scenario, scenarios
from services.evaluation.summary import Summary
from services.mock_llm.misbehaviour import UnknownMisbehaviour, named
from services.setting_types import http_url
from services.settings import Settings, read_settings
from services.soms.eval_report import print_summary
from services.soms.options import Json
from services.soms.output import print_json, progress
from services.soms.supposing import constitution, require_model_name

STAND_IN = "mock"

Api = Literal["ollama", "openai"]

Url = Annotated[
    str | None, typer.Option("--url", help="A model server; the stand-in in this process if none.")
]
ModelName = Annotated[str | None, typer.Option("--model", help="Which model of the server.")]
ApiName = Annotated[
    Api | None, typer.Option("--api", help="What it speaks; by the URL's end if not said.")
]
Misbehaving = Annotated[
    str | None, typer.Option("--misbehaviour", help="How the stand-in goes wrong: NAME[:SHARE].")
]
PromptFile = Annotated[
    Path | None,
    typer.Option("--prompt", exists=True, dir_okay=False, help="Another constitution, as text."),
]
Only = Annotated[list[str] | None, typer.Option("--only", help="Scenarios by name; * is any.")]
Repeats = Annotated[int, typer.Option("--repeats", min=1, max=100, help="Runs of each scenario.")]
AtLeast = Annotated[
    float | None, typer.Option("--at-least", min=0, max=1, help="Share of runs that have to pass.")
]
Timeout = Annotated[
    float, typer.Option("--timeout", min=1, max=3600, help="Seconds that an answer may take.")
]


def eval(  # noqa: A001  (the command's name)
    url: Url = None,
    model: ModelName = None,
    api: ApiName = None,
    misbehaviour: Misbehaving = None,
    prompt: PromptFile = None,
    only: Only = None,
    repeats: Repeats = 1,
    at_least: AtLeast = None,
    timeout: Timeout = PATIENCE.answer_s,
    as_json: Json = False,
) -> None:
    """Measure a model; exit 1 if anything unsafe got through, too little was right, or, where
    nobody says how much has to be, an answer was none."""
    _require_one_model(url, model, api, misbehaviour)
    chosen = _chosen(only)
    told = None if prompt is None else _prompt(prompt)
    if url is None:
        setup = Setup(STAND_IN, told)
        done = asyncio.run(_runs(chosen, _stand_in(misbehaviour), setup, repeats))
    else:
        assert model is not None
        settings = _asking_at(url, api)
        setup = Setup(model, told, settings.thinking)
        done = asyncio.run(_served(chosen, settings, setup, repeats, Patience(timeout)))
    summary = Summary(tuple(done))
    if as_json:
        said = {"model": setup.model_name, "think": setup.think}
        print_json({**said, **summary.as_object()})
    else:
        print_summary(setup.model_name, chosen, summary)
    raise typer.Exit(1 if summary.unsafe or _is_too_little(summary, at_least) else 0)


def _is_too_little(summary: Summary, at_least: float | None) -> bool:
    """A share that is allowed to fail may be errors, as long as there was any answer at all."""
    if at_least is None or summary.errors == len(summary.runs):
        return summary.errors > 0
    return summary.pass_rate < at_least


def _require_one_model(
    url: str | None, model: str | None, api: str | None, misbehaviour: str | None
) -> None:
    if url is None and (model is not None or api is not None):
        raise typer.BadParameter("--model, --api: of which server? say --url")
    if url is not None and model is None:
        raise typer.BadParameter("--url: which of its models? say --model")
    if url is not None and misbehaviour is not None:
        raise typer.BadParameter("--misbehaviour goes with the stand-in, not with --url")
    if model is not None:
        require_model_name(model)
    if url is not None:
        _require_url(url)


def _require_url(url: str) -> None:
    try:
        http_url(url)
    except ValueError as error:
        raise typer.BadParameter(f"--url: {error}, got {url!r:.80}") from None


def _chosen(only: Sequence[str] | None) -> list[Scenario]:
    known = scenarios()
    patterns = only or ["*"]
    for pattern in patterns:
        if not any(fnmatch(one.name, pattern) for one in known):
            names = ", ".join(one.name for one in known)
            raise typer.BadParameter(f"--only: {pattern!r:.80} is none of {names}")
    return [one for one in known if any(fnmatch(one.name, pattern) for pattern in patterns)]


def _prompt(file: Path) -> Prompt:
    text = constitution(file)
    return Prompt(f"file:{file.name}:{sha256(text.encode()).hexdigest()[:8]}", text)


def _stand_in(misbehaviour: str | None) -> Model:
    try:
        return StandIn(None if misbehaviour is None else named(misbehaviour))
    except UnknownMisbehaviour as error:
        raise typer.BadParameter(f"--misbehaviour: {error}") from None


def _asking_at(url: str, api: Api | None) -> Settings:
    """Our settings, with another server; only our own model server is shown the key for it."""
    own = read_settings()
    given: dict[str, Any] = {"llm_api_url": url, "llm_api": api or "auto"}
    if _server_in(url) != _server_in(own.llm_api_url):
        given["llm_api_key"] = None
    return read_settings(**given)


def _server_in(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


async def _served(
    chosen: Sequence[Scenario],
    settings: Settings,
    setup: Setup,
    repeats: int,
    patience: Patience,
) -> list[Run]:
    server = server_of(settings)
    model = Served(settings.llm_api_url, server, patience)
    try:
        return await _runs(chosen, model, setup, repeats)
    finally:
        await server.close()


async def _runs(chosen: Sequence[Scenario], model: Model, setup: Setup, repeats: int) -> list[Run]:
    done: list[Run] = []
    with progress("evaluating", len(chosen) * repeats) as advance:
        async for one in runs(chosen, model, setup, repeats):
            done.append(one)
            advance(len(done))
    return done
