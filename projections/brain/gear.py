"""Devices of the brain's context: what they report of themselves, and what they can be told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from projections.brain.access import Context
from projections.brain.fitting import Line, Listed
from projections.brain.phrases import gear_words, is_telling, located
from projections.brain.rows import Gear, Place, Post
from projections.brain.wording import Words
from projections.shelves import Shelf
from projections.trust import Standing

DEVICES_SHOWN = 20

STANDINGS = "standing"
"""The shelf on which the standings of devices lie."""


Hint = Callable[[str], str | None]
"""How a tool is called, in a few words; None for one that nobody is to be told of."""


def named(tool: str) -> str | None:
    """Just by its name."""
    return tool


@dataclass(frozen=True, slots=True)
class DeviceKnown:
    """A device, as far as it can be told to do something."""

    device: str
    zone: str | None
    tools: frozenset[str]
    trusted: bool
    online: bool
    sleeps: bool
    timeout_s: float


def standing_of(state: Context, device: str) -> Standing | None:
    shelf: Shelf[Standing] = Shelf(state, STANDINGS)
    return shelf.get(device)


def zone_of(state: Context, device: str) -> str | None:
    post = state.get(f"post/{device}")
    return post.stands_in if isinstance(post, Post) else None


def device_known(state: Context, device: str, now: datetime) -> DeviceKnown | None:
    """What is known of a device; a leaf is trusted no more than its hub."""
    standing = standing_of(state, device)
    if standing is None:
        return None
    hub = standing_of(state, device.partition(".")[0])
    return DeviceKnown(
        device,
        zone_of(state, device),
        frozenset(standing.tools),
        standing.trusted_at(now) and (hub is None or hub.word is not False),
        standing.online_since is not None,
        standing.sleeps,
        standing.timeout_s,
    )


def device_lines(
    state: Context, places: Iterable[Place], now: datetime, words: Words, hint: Hint = named
) -> Listed:
    """The first devices of some zones that can be told something, or tell of themselves."""
    devices = [device for place in places for device in place.devices]
    lines: list[Line] = []
    for looked_at, device in enumerate(devices):
        if len(lines) == DEVICES_SHOWN:
            return Listed(lines, len(devices) - looked_at)
        line = device_line(state, device, now, words, hint)
        if line is not None and not line.text.endswith(": "):
            lines.append(line)
    return Listed(lines)


def device_line(
    state: Context, device: str, now: datetime, words: Words, hint: Hint = named
) -> Line | None:
    """`- hvac_01（main）: set_fan, set_power power=on`; tools of those that are trusted only."""
    known, gear = device_known(state, device, now), state.get(f"gear/{device}")
    if known is None and not isinstance(gear, Gear):
        return None
    offered = sorted(known.tools) if known is not None and known.trusted else []
    tools = ", ".join(filter(None, map(hint, offered)))
    reported = gear_words(gear) if isinstance(gear, Gear) else ""
    away = words.offline if known is not None and not known.online else ""
    said = " ".join(filter(None, [tools, reported, away]))
    zone = zone_of(state, device)
    names = [device, zone, *(gear.state if isinstance(gear, Gear) else ())]
    tainted = is_telling(*names) or (isinstance(gear, Gear) and gear.tainted)
    return Line(f"- {device}{located(zone, words)}: {said}", tainted)
