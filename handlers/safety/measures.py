"""What the safety floor does about each danger: what it says, whom it asks, which tools may help.

Titles and causes never change from act to act, so an act's task merges with the one that is open.
What is said holds no name that somebody chose, and is short enough for a loudspeaker at any value.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.safety.limits import Rule

SPEECH_LIMIT = 70
AGAIN = "引き続き、"
"""Before what is said of a danger that was told before and is not over."""

URGENCY = 4
BOUNTY_MILLI = 2_000
TASK_TYPES = ("safety", "urgent", "environment")


@dataclass(frozen=True, slots=True)
class Remedy:
    """A tool that may help, and what to call it with."""

    tool: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is done about a danger. `{value}` is the zone's, `{device}` the one that is gone."""

    title: str
    description: str
    said: str
    remedies: tuple[Remedy, ...] = ()
    """Of a device that offers several, the first is called."""

    def speech(self, value: float | None, *, again: bool) -> str:
        return (AGAIN if again else "") + self.said.format(value=value)


POWER_ON = Remedy("set_power", {"state": "on"})
"""Before a remedy, to a device that has the tool and is not known to be on."""

AIR_CONDITIONING = Remedy("set_temperature", {"temperature": 24})
VENTILATION = (
    Remedy("set_ventilation", {"state": "on"}),
    Remedy("open_window", {}),
    Remedy("set_fan", {"level": 3}),
)

MEASURES: Mapping[Rule, Measure] = {
    "co2_high": Measure(
        "CO2が高すぎるので換気してください",
        "CO2濃度が{value:.0f}ppmです。窓やドアを開け、換気扇を回してください。",
        "CO2濃度が{value:.0f}ppmです。窓を開けて換気し、気分が悪い方は外へ出てください。",
        VENTILATION,
    ),
    "temperature_high": Measure(
        "室温が高すぎるので部屋を冷やしてください",
        "室温が{value:.1f}℃です。冷房を入れ、窓やブラインドを確認してください。",
        "室温が{value:.1f}度です。熱中症の危険があります。涼しい場所へ移り、水分をとってください。",
        (AIR_CONDITIONING,),
    ),
    "temperature_low": Measure(
        "室温が低すぎるので部屋を暖めてください",
        "室温が{value:.1f}℃です。暖房を入れ、窓とドアを閉めてください。",
        "室温が{value:.1f}度です。体が冷えすぎます。暖房を入れ、暖かい場所へ移ってください。",
        (AIR_CONDITIONING,),
    ),
    "humidity_high": Measure(
        "湿度が高すぎるので除湿してください",
        "湿度が{value:.0f}%です。換気か除湿をし、結露と水漏れがないか確認してください。",
        "湿度が{value:.0f}%です。換気か除湿をし、水漏れがないか確かめてください。",
    ),
    "humidity_low": Measure(
        "湿度が低すぎるので加湿してください",
        "湿度が{value:.0f}%です。静電気と乾燥に注意し、加湿してください。",
        "湿度が{value:.0f}%です。空気が乾燥しすぎています。加湿してください。",
    ),
    "device_offline": Measure(
        "応答のない装置を確認してください",
        "{part}「{device}」が応答しません。電源と通信を確認してください。",
        "この部屋を見守る装置が応答しません。換気に気をつけ、装置を確認してください。",
    ),
}

REMEDYING: frozenset[str] = frozenset(
    remedy.tool for measure in MEASURES.values() for remedy in measure.remedies
)
"""Tools by which the floor may act."""
