"""`soms bench`: measures this machine; each figure stands beside its limit and a peer."""

from collections.abc import Callable, Coroutine, Iterator
from typing import Annotated, Any

import typer
import uvloop

from services.soms.bench import (
    append,
    gate,
    ingest,
    latency,
    rebuilding,
    replay,
    safety,
    singles,
    statements,
    storage,
    sustained,
    time_travel,
    transfer,
    transfer_http,
)
from services.soms.bench.brain import acting, prompting, rendering, replaying
from services.soms.bench.figure import Figure
from services.soms.bench.growing import Growing
from services.soms.bench.options import Options
from services.soms.bench.table import print_table
from services.soms.options import Json
from services.soms.output import print_json, tell

Measure = Callable[[Options], Coroutine[Any, Any, list[Figure]]]

_READING = (storage.measure, replay.measure, rebuilding.measure, time_travel.measure)
_TRANSFERS = (transfer.measure, transfer_http.measure, statements.measure)
_BRAIN = (rendering.measure, prompting.measure, acting.measure, replaying.measure)
_END_TO_END = (ingest.measure, sustained.measure, latency.measure)

BENCHES: dict[str, tuple[Measure, ...]] = {
    "append": (append.measure, singles.measure),
    "ingest": (ingest.measure, sustained.measure),
    "rebuild": (Growing(rebuilding.measure),),
    "replay": (Growing(replay.measure),),
    "time-travel": (Growing(time_travel.measure),),
    "storage": (Growing(storage.measure),),
    "transfer": _TRANSFERS,
    "latency": (latency.measure,),
    "gate": (gate.measure,),
    "safety": (safety.measure,),
    "brain": _BRAIN,
    "end-to-end": _END_TO_END,
    "all": (
        append.measure,
        singles.measure,
        Growing(*_READING),
        *_TRANSFERS,
        *_END_TO_END,
        gate.measure,
        safety.measure,
        *_BRAIN,
    ),
}

DEFAULT = Options()

Which = Annotated[str, typer.Argument(help=f"One of {', '.join(BENCHES)}.")]
Events = Annotated[int, typer.Option(min=1_000, help="Events in a log that is measured.")]
Runs = Annotated[int, typer.Option(min=1, help="How often each thing is measured.")]
Seconds = Annotated[float, typer.Option(min=1, help="How long a sustained load lasts.")]


def bench(
    which: Which = "all",
    events: Events = DEFAULT.events,
    runs: Runs = DEFAULT.runs,
    seconds: Seconds = DEFAULT.seconds,
    as_json: Json = False,
) -> None:
    """Measure; exit 1 if a target is missed."""
    if which not in BENCHES:
        raise typer.BadParameter(f"{which!r} is not one of {', '.join(BENCHES)}")
    tell("measuring; this takes a few minutes")
    figures = []
    for figure in _figures(which, Options(events, runs, seconds)):
        figures.append(figure)
        if as_json:
            print_json(figure.as_object())
    if not as_json:
        print_table(figures)
    raise typer.Exit(0 if all(figure.holds for figure in figures) else 1)


def _figures(which: str, options: Options) -> Iterator[Figure]:
    for measure in BENCHES[which]:
        yield from uvloop.run(measure(options))
