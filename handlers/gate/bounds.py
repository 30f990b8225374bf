"""The numbers that the gate judges by; a policy file may give others, within reason."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """All of them. Values that users know from the older system, and those that it lacked."""

    bounty_least: int = 500
    bounty_most: int = 5_000
    bounty_most_tainted: int = 1_000
    """Where words, and no measurement, are what asks for the task."""
    tasks_per_hour: int = 10
    tasks_per_cycle: int = 2
    utterances_per_cycle: int = 1
    speech_characters: int = 70
    speech_apart_s: float = 300.0
    """Between two utterances in one zone."""
    utterances_per_hour: int = 12
    """In all zones together."""
    commands_per_device_per_hour: int = 20
    command_apart_s: float = 5.0
    """Between two commands to one device."""
    temperature_least_c: float = 18.0
    temperature_most_c: float = 28.0
    pump_most_s: float = 60.0


DEFAULT_BOUNDS = Bounds()
