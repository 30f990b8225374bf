"""Topic names and filters that cannot be built wrong (MQTT 5, section 4.7).

Both are strings, so they go wherever a string goes; building one checks it.
"""

import re
from typing import Self
from urllib.parse import quote

from events.mqtt.errors import InvalidTopic

LONGEST = 65_535
"""Bytes of UTF-8 that MQTT allows in a topic."""

_UNSPEAKABLE = "".join(
    map(
        chr,
        (
            *range(0x20),
            *range(0x7F, 0xA0),
            *range(0xFDD0, 0xFDF0),
            *(plane + last for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)),
        ),
    )
)
"""Control characters and non-characters: mosquitto hangs up on whoever sends one (section 1.5.4),
and would again each time that the message is repeated."""

_REFUSED = re.compile(f"[{re.escape(_UNSPEAKABLE)}]")

_ESCAPED = {ord(one): quote(one, safe="") for one in "%+#/" + _UNSPEAKABLE}


def _checked(value: str) -> None:
    if not value:
        raise InvalidTopic(value, "is empty")
    if _REFUSED.search(value):
        raise InvalidTopic(value, "holds a control character or a non-character")
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        raise InvalidTopic(value, "is not valid Unicode") from None
    if size > LONGEST:
        raise InvalidTopic(value, f"is longer than {LONGEST} bytes")


class Topic(str):
    """The name that a message is published under; it holds no wildcard."""

    __slots__ = ()

    def __new__(cls, value: str) -> Self:
        _checked(value)
        if "+" in value or "#" in value:
            raise InvalidTopic(value, "a topic name holds no + or #")
        return super().__new__(cls, value)


class TopicFilter(str):
    """What a subscriber asks for: levels, `+` for any one, a last `#` for all that follow."""

    __slots__ = ()

    def __new__(cls, value: str) -> Self:
        _checked(value)
        levels = value.split("/")
        if levels[0] == "$share" and (len(levels) < 3 or not levels[1] or not "/".join(levels[2:])):
            raise InvalidTopic(value, "a shared filter reads $share/group/filter")
        for place, level in enumerate(levels, start=1):
            if level != "+" and "+" in level:
                raise InvalidTopic(value, "+ stands for a whole level")
            if "#" in level and (level != "#" or place != len(levels)):
                raise InvalidTopic(value, "# stands alone and last")
        return super().__new__(cls, value)

    def shared(self, group: str) -> "TopicFilter":
        """The same filter, its messages dealt out among the members of `group` (MQTT 5)."""
        if not group or set(group) & set("/+#"):
            raise InvalidTopic(group, "a group's name holds no /, + or #")
        return TopicFilter(f"$share/{group}/{self}")

    def matches(self, topic: str) -> bool:
        wanted = self.split("/")
        if wanted[0] == "$share":
            wanted = wanted[2:]
        if topic.startswith("$") and wanted[0] in {"+", "#"}:
            return False
        levels = topic.split("/")
        if wanted[-1] == "#":
            wanted = wanted[:-1]
            levels = levels[: len(wanted)]
        return len(wanted) == len(levels) and all(
            want in ("+", level) for want, level in zip(wanted, levels, strict=True)
        )


def level(text: str) -> str:
    """Any text as one topic level: `%`, `+`, `#`, `/`, control characters and non-characters
    percent-encoded, empty as `%`.

    The same text always gives the same level, and different texts different ones.
    """
    return text.translate(_ESCAPED) or "%"
