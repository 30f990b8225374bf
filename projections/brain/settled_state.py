"""What of an actuator's state is worth a look when it changes: words and switches that are shown.

A counter counts and a meter wanders with every report, and a thought about each would cost a
question to the model; whoever thinks for another reason is shown the numbers anyway.
"""

import re
from collections.abc import Mapping

from projections.brain.context_devices import STATE_FIELDS
from projections.brain.quoting import cleaned, is_plain_name

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def settled(state: Mapping[str, object]) -> dict[str, str]:
    """Those of the shown fields that hold a word: `power=on`, but no `energy_wh=1234`."""
    shown = [name for name in sorted(state) if is_plain_name(name)][:STATE_FIELDS]
    return {name: word for name in shown if (word := _word(state[name]))}


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    # Devices report moments and measurements as texts, too.
    return _NUMBER.sub("#", cleaned(value)) if isinstance(value, str) else ""
