"""What a prompt costs: the office as text, and each reading folded until then.

Nothing waits here, so what is measured is the processor's time.
"""

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from events.envelope import Event, Recorded
from events.eventlog import MemoryEventLog
from handlers.brain.cycle import Brain
from handlers.brain.hints import hint_of
from projections.brain.rendering import Telling, rendered
from projections.brain.wording import WORDS
from projections.projection import State
from services.simulator.thinking import configured
from services.soms.bench.brain.office import ZONES, office, readings
from services.soms.bench.figure import Figure
from services.soms.bench.options import Options

RENDER_MS = 5.0
FOLD_US = 50.0
RENDERED = 100
"""Times that the office is told in a run."""
PAGE = 500


async def measure(options: Options, zones: int = ZONES) -> list[Figure]:
    now = datetime.now(UTC)
    state = folded(await recorded(office(now, zones)))
    renders = tuple(_render_ms(state, now) for _ in range(options.runs))
    said = readings(now, options.events, zones)
    # An event remembers what it was decoded to, so each run has events of its own.
    folds = tuple([_fold_us(state, await recorded(said)) for _ in range(options.runs)])
    what = f"brain, {zones} zones"
    return [
        Figure(f"{what}, the office as text", "ms", renders, maximum=RENDER_MS),
        Figure(f"{what}, a reading decoded and folded", "µs", folds, maximum=FOLD_US),
    ]


def folded(events: Iterable[Recorded]) -> State[Any]:
    """What the brain knows after these events."""
    state: State[Any] = State()
    _fold(state, list(events))
    return state


def telling(now: datetime) -> Telling:
    """How the model is told by default."""
    usual = configured()
    words = WORDS[usual.language]
    return Telling(now, words, usual.context_tokens, usual.utc_offset_s, hint_of)


def _render_ms(state: State[Any], now: datetime) -> float:
    began = time.process_time()
    for _ in range(RENDERED):
        rendered(state, telling(now))
    return (time.process_time() - began) / RENDERED * 1_000


def _fold_us(state: State[Any], events: list[Recorded]) -> float:
    began = time.process_time()
    _fold(state, events)
    return (time.process_time() - began) / len(events) * 1_000_000


def _fold(state: State[Any], events: list[Recorded]) -> None:
    """By the page, as a follower of the log does."""
    brain = Brain()
    for at in range(0, len(events), PAGE):
        for event in events[at : at + PAGE]:
            if event.type in brain.handles:
                brain.step(state, event)
        state.keep()


async def recorded(events: list[Event]) -> list[Recorded]:
    """The events as a log has them."""
    log = MemoryEventLog()
    await log.append(events)
    return [event async for page in log.pages() for event in page.events]
