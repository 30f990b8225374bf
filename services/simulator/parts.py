"""What the simulation is made of. A test puts a broken part in and sees whether it is caught."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from events.eventlog.memory import MemoryEventLog
from handlers.dialects import Translator
from handlers.reactor import Reactor
from handlers.registry import REACTORS
from projections.projection import Projection
from projections.registry import PROJECTIONS
from services.simulator.deciding import Deciding
from services.simulator.projector import Projector
from services.simulator.reactor import ReactorProcess
from services.simulator.recorder import Recorder
from services.simulator.thinking import THINKS_S, Model, stand_in


@dataclass(frozen=True, slots=True)
class Parts:
    """The core as it runs in life, and the processes around it."""

    projections: tuple[Projection[Any], ...] = PROJECTIONS  # Any: rows of every kind
    reactors: tuple[Reactor[Any], ...] = REACTORS  # Any: states of every kind
    log: type[MemoryEventLog] = MemoryEventLog
    translator: Callable[[], Translator] = field(default=Translator)
    recorder: type[Recorder] = Recorder
    projector: type[Projector] = Projector
    reactor_process: type[ReactorProcess] = ReactorProcess
    deciding: type[Deciding] = Deciding
    model: Model = stand_in
    thinks_s: tuple[float, float] = THINKS_S
    """How long the model takes to answer, or not to."""
