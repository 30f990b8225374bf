"""`soms replay`: decide everything again, as it was or as it might have been."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from events.eventlog import EventLog, MemoryEventLog
from events.eventlog.portable import import_lines
from events.identity import Position
from handlers.registry import REACTORS
from handlers.replay.check import Check, checkpoint_name
from handlers.replay.comparison import Comparison
from handlers.replay.report import Report
from services.soms.files import readable
from services.soms.location import locate, opened_log
from services.soms.moments import position_named
from services.soms.options import DATA_DEFAULT, Data, Hub, Json
from services.soms.output import print_fields, print_line, progress
from services.soms.supposing import Supposition, change_of, policy_of, suppose
from services.soms.what_if_report import print_comparison

Checking = Annotated[bool, typer.Option("--check", help="Compare with what was recorded.")]
Supposing = Annotated[bool, typer.Option("--what-if", help="Decide by something else.")]
PolicyFile = Annotated[
    Path | None,
    typer.Option("--policy", exists=True, dir_okay=False, help="Thresholds, bounds; TOML or JSON."),
]
Prompt = Annotated[
    Path | None,
    typer.Option("--prompt", exists=True, dir_okay=False, help="Another constitution, as text."),
]
Model = Annotated[str | None, typer.Option("--model", help="Another model.")]
Offline = Annotated[
    bool, typer.Option("--offline", help="Ask no model; what is new stays unanswered.")
]
Until = Annotated[str | None, typer.Option(help="Up to this position or time.")]
Origin = Annotated[str | None, typer.Option("--from", help="An exported log, or - for stdin.")]


def replay(
    check: Checking = False,
    what_if_: Supposing = False,
    prompt: Prompt = None,
    model: Model = None,
    policy: PolicyFile = None,
    offline: Offline = False,
    until: Until = None,
    origin: Origin = None,
    hub: Hub = None,
    data: Data = DATA_DEFAULT,
    as_json: Json = False,
) -> None:
    """Re-run every handler on the log. Exit 1 if a check finds a divergence."""
    if check == what_if_:
        raise typer.BadParameter("say either --check or --what-if")
    if check:
        _refuse_beside_check(prompt=prompt, model=model, policy=policy, offline=offline or None)
        report = asyncio.run(_check(hub, data, origin, until))
        _print_report(report, as_json=as_json)
        raise typer.Exit(1 if report.divergences else 0)
    supposition = Supposition(change_of(prompt, model), policy_of(policy), offline)
    found = asyncio.run(_suppose(hub, data, origin, until, supposition))
    print_comparison(found, as_json=as_json)


def _refuse_beside_check(**given: object) -> None:
    for name, value in given.items():
        if value is not None:
            raise typer.BadParameter(f"--{name} goes with --what-if")


async def _check(hub: str | None, data: Path, origin: str | None, until: str | None) -> Report:
    if origin is not None:
        return await _checked(await _imported(origin), until)
    async with opened_log(locate(hub, data)) as log:
        return await _checked(log, until)


async def _checked(log: EventLog, until: str | None) -> Report:
    end = await _end(log, until)
    checking = Check(REACTORS)
    reached = {one.name: await log.checkpoint(checkpoint_name(one)) for one in REACTORS}
    with progress("replaying", end) as advance:
        async for page in log.pages(until=end):
            checking.take(page.events)
            advance(page.position)
    whole = end == (await log.head()).position
    return checking.finish(reached if whole else None)


async def _suppose(
    hub: str | None, data: Path, origin: str | None, until: str | None, supposition: Supposition
) -> Comparison:
    if origin is not None:
        log = await _imported(origin)
        return await suppose(log, await _end(log, until), supposition)
    async with opened_log(locate(hub, data)) as opened:
        return await suppose(opened, await _end(opened, until), supposition)


async def _end(log: EventLog, until: str | None) -> Position:
    if until is None:
        return (await log.head()).position
    return await position_named(log, "--until", until)


async def _imported(origin: str) -> MemoryEventLog:
    log = MemoryEventLog("replay")
    with readable(origin) as file:
        await import_lines(log, file)
    return log


def _print_report(report: Report, *, as_json: bool) -> None:
    found = report.as_object()
    if as_json:
        print_fields(found, as_json=True)
        return
    first = found.pop("first_divergence")
    print_fields(found, as_json=False)
    if first is not None:
        print_line(f"first divergence: {first['kind']}, {first['handler']} at {first['position']}")
        print_line(f"  replayed: {first['expected']}")
        print_line(f"  recorded: {first['actual']}")
