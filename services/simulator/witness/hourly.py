"""R8: how much the model is let do within an hour, counted apart from whoever lets it."""

from collections import defaultdict, deque
from datetime import datetime, timedelta

from events.brain import ActionApproved
from events.envelope import Recorded
from handlers.gate.bounds import DEFAULT_BOUNDS, Bounds
from services.simulator.errors import InvariantBroken
from services.simulator.witness.permits import BRAIN

HOUR = timedelta(hours=1)


class Hourly:
    """Every stretch of an hour holds at most what the bounds allow."""

    def __init__(self, bounds: Bounds = DEFAULT_BOUNDS) -> None:
        self.checks = 0
        self._bounds = bounds
        self._times: defaultdict[str, deque[datetime]] = defaultdict(deque)
        """By what is counted."""
        self._spoken: dict[str | None, datetime] = {}
        """By zone."""

    def observe(self, event: Recorded) -> None:
        data = event.data
        is_the_models = event.source.startswith(BRAIN) and isinstance(data, ActionApproved)
        if (
            not is_the_models
            or not isinstance(data, ActionApproved)
            or data.cycle.startswith("mcp:")
        ):
            return
        said, bounds = data.arguments, self._bounds
        match data.tool:
            case "create_task":
                self._count(event, "tasks", bounds.tasks_per_hour)
            case "speak":
                self._count(event, "utterances", bounds.utterances_per_hour)
                self._spoke(event, said.get("zone"))
            case "send_device_command":
                most = bounds.commands_per_device_per_hour
                self._count(event, f"commands to {said['agent_id'].partition('.')[0]}", most)
                self._count(event, "commands", bounds.commands_in_all_per_hour)

    def _count(self, event: Recorded, what: str, most: int) -> None:
        self.checks += 1
        times = self._times[what]
        times.append(event.time)
        while event.time - times[0] >= HOUR:
            times.popleft()
        if len(times) > most:
            raise InvariantBroken("R8", f"{len(times)} {what} within an hour", event.position)

    def _spoke(self, event: Recorded, zone: str | None) -> None:
        self.checks += 1
        last = self._spoken.get(zone)
        self._spoken[zone] = event.time
        apart = timedelta(seconds=self._bounds.speech_apart_s)
        if last is not None and event.time - last < apart:
            what = f"spoken in {zone} twice within {event.time - last}"
            raise InvariantBroken("R8", what, event.position)
