"""The way in: any MQTT message becomes events, and bad input becomes `log.message_rejected`.

Pure (R5): the same message gives the same events. Never raises: one bad message, or one fault in a
dialect, must not stop the line.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pydantic import ValidationError

from events.envelope import Event
from events.tasks import Requested
from handlers.dialects.address import Address, address, fit
from handlers.dialects.errors import Rejected, shown
from handlers.dialects.filters import subscriptions
from handlers.dialects.message import Dialect, Message
from handlers.dialects.places import MAIN, Places
from handlers.dialects.receipt import refused, silent
from handlers.dialects.registry import dialects
from handlers.dialects.routes import Routes
from handlers.tasks.wishes import priced

ROOTS = ("office", "hydro", "aqua")
UNIT_ROOTS = ("hydro", "aqua")
"""The roots under which a unit reports all its numbers at once."""

DEVICE_LEVEL = 3
"""Where a device stands in `{root}/{zone}/{kind}/{device}`, whatever follows."""

TOPICS_KEPT = 16_384
"""Topics whose dialect and names are remembered."""


class Route(NamedTuple):
    """What is known of a topic."""

    dialect: Dialect | None = None
    address: Address | None = None
    """What it names; nothing where it is refused."""
    refusal: str = ""
    guess: Address | None = None
    """Which device it may name although it is refused, so that its number need not be lost."""


class Translator:
    """Every dialect, chosen by the topic."""

    def __init__(
        self,
        roots: Sequence[str] = ROOTS,
        *,
        unit_roots: Sequence[str] = UNIT_ROOTS,
        esphome_prefixes: Sequence[str] = (),
        zones: Mapping[str, str] | None = None,
        default_zone: str = MAIN,
        bounty_milli: int | None = None,
    ) -> None:
        self._bounty_milli = bounty_milli
        words = {"{root}": roots, "{unit_root}": unit_roots, "{esphome}": esphome_prefixes}
        patterns: list[str] = []
        self._routes = Routes()
        for dialect in dialects(Places(dict(zones or {}), default_zone)):
            for pattern in dialect.patterns:
                for expanded in _expand(pattern, words):
                    self._routes.add(expanded, dialect)
                    patterns.append(expanded)
        self.filters: tuple[str, ...] = subscriptions(roots, patterns)
        """The MQTT topic filters to subscribe to; no two of them overlap."""
        self._route = lru_cache(TOPICS_KEPT)(self._find)

    def translate(self, message: Message) -> list[Event]:
        """The events that the message tells of; none for the topics that are known and ignored."""
        dialect, named, refusal, guess = self._route(message.topic)
        if dialect is None or named is None:
            name = dialect.name if dialect is not None else None
            return refused(message, refusal, name, guess=guess)
        try:
            return self._priced(dialect.translate(message, named)) or silent(message, named)
        except Rejected as error:
            return refused(message, error.reason, dialect.name, named)
        except ValidationError as error:
            return refused(message, _reason(error), dialect.name, named)
        except Exception as error:  # noqa: BLE001  a fault in one dialect must not stop the line
            fault = f"fault in the dialect: {type(error).__name__}: {shown(str(error))}"
            return refused(message, fault, dialect.name, named)

    def _priced(self, events: list[Event]) -> list[Event]:
        """What devices wish for, at what the office offers for it."""
        if self._bounty_milli is None:
            return events
        return [
            event._replace(data=priced(event.data, self._bounty_milli))
            if isinstance(event.data, Requested)
            else event
            for event in events
        ]

    def _find(self, topic: str) -> Route:
        found = self._routes.find(topic)
        if found is None:
            guess = _guess(topic.split("/")[DEVICE_LEVEL : DEVICE_LEVEL + 1])
            return Route(refusal="topic: no dialect understands it", guess=guess)
        dialect, named = found
        try:
            return Route(dialect, address(named))
        except Rejected as error:
            guess = _guess([named.get("device", "")])
            return Route(dialect, refusal=f"topic: {error.reason}", guess=guess)


def _guess(levels: Sequence[str]) -> Address | None:
    return next((Address(device=name) for name in levels if fit(name)), None)


def _expand(pattern: str, words: Mapping[str, Sequence[str]]) -> list[str]:
    for word, values in words.items():
        if pattern.startswith(word):
            return [value + pattern.removeprefix(word) for value in values]
    return [pattern]


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    name = ".".join(str(part) for part in first["loc"])
    return f"{name}: {shown(first.get('input'))}: {first['msg']}"
