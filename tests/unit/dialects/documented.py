"""The examples of docs/dialects.md: a topic, what is sent, and what the page says becomes of it."""

import re
from dataclasses import dataclass
from pathlib import Path

import orjson

from tests.unit.dialects.speaking import told

PAGE = Path(__file__).parents[3] / "docs" / "dialects.md"
_BLOCK = re.compile(r"```mqtt\n(.*?)```", re.DOTALL)
_HEX = "hex:"


@dataclass(frozen=True)
class Example:
    topic: str
    text: str
    outcome: tuple[str, ...]

    @property
    def payload(self) -> bytes:
        if self.text.startswith(_HEX):
            return bytes.fromhex(self.text.removeprefix(_HEX))
        return self.text.encode()


def examples() -> list[Example]:
    found: list[Example] = []
    for block in _BLOCK.findall(PAGE.read_text()):
        for line in block.splitlines():
            if line.startswith("→ "):
                last = found.pop()
                found.append(Example(last.topic, last.text, (*last.outcome, line)))
            elif line:
                topic, _, text = line.partition(" ")
                found.append(Example(topic, text, ()))
    return found


def outcome(example: Example) -> tuple[str, ...]:
    """What the translator makes of an example, as the page writes it; a rejection is its reason."""
    lines = [
        f"→ {event_type} {data['reason']}"
        if event_type == "log.message_rejected"
        else f"→ {event_type} {subject} {orjson.dumps(data).decode()}"
        for event_type, subject, data in told(example.topic, example.payload)
    ]
    return tuple(lines) or ("→ nothing",)
