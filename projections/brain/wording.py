"""The words of the brain's context, in Japanese and in English.

A change of words is a change of what the model sees: recorded prompts keep theirs, and a replay of
them compares, so it comes with a new version of the loop that prompts (`handlers.brain.cycle`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from events.brain import Language

UNITS: Mapping[str, str] = {
    "temperature": "°C",
    "humidity": "%",
    "co2": "ppm",
    "illuminance": "lx",
    "pressure": "hPa",
}


@dataclass(frozen=True, slots=True)
class Words:
    """One language."""

    state: str
    alerts: str
    zones: str
    devices: str
    events: str
    reports: str
    tasks: str
    actions: str
    time: str
    quantities: Mapping[str, str]
    joined: str
    """Between two measurements of a zone."""
    measured: str
    people: str
    alert: str
    high: str
    low: str
    other_zones: str
    more: str
    ago: str
    now: str
    located: str
    quote: str
    minutes: str
    accepted: str
    waiting: str
    outcomes: Mapping[str, str]
    weekdays: tuple[str, ...]
    """From Monday on: no locale of a machine may have a say in this."""
    nothing: str
    no_zone: str
    no_device: str
    silent: str
    online: str
    offline: str


JAPANESE = Words(
    state="オフィスの状況",
    alerts="警報",
    zones="ゾーン",
    devices="装置",
    events="最近の出来事",
    reports="作業報告",
    tasks="実行中のタスク",
    actions="最近の行動",
    time="現在時刻",
    quantities={
        "temperature": "気温",
        "humidity": "湿度",
        "co2": "CO2",
        "illuminance": "照度",
        "pressure": "気圧",
    },
    joined="、",
    measured="{quantity} {value}",
    people="在室 {count}人",
    alert="{quantity}が{side} {value}（基準 {limit}）",
    high="高い",
    low="低い",
    other_zones="（ほかに {count} ゾーン）",
    more="（ほかに {count} 件）",
    ago="{minutes}分前",
    now="たった今",
    located="（{zone}）",
    quote="「{text}」",
    minutes="{count}分",
    accepted="作業中",
    waiting="受付中",
    outcomes={
        "asked": "依頼中",
        "created": "依頼した",
        "merged": "既存の依頼に追加した",
        "said": "話した",
        "done": "成功",
        "failed": "失敗",
        "timed_out": "応答なし",
        "waits": "承認待ち",
        "refused": "却下",
        "approved": "承認された",
    },
    weekdays=("月", "火", "水", "木", "金", "土", "日"),
    nothing="なし",
    no_zone="そのゾーンはありません",
    no_device="その装置はありません",
    silent="応答なし",
    online="稼働中",
    offline="停止中",
)

ENGLISH = Words(
    state="Office state",
    alerts="Alerts",
    zones="Zones",
    devices="Devices",
    events="Recent events",
    reports="Task reports",
    tasks="Open tasks",
    actions="Recent actions",
    time="Time now",
    quantities={
        "temperature": "temperature",
        "humidity": "humidity",
        "co2": "CO2",
        "illuminance": "light",
        "pressure": "pressure",
    },
    joined=", ",
    measured="{quantity} {value}",
    people="people {count}",
    alert="{quantity} {side} {value} (limit {limit})",
    high="high",
    low="low",
    other_zones="(and {count} other zones)",
    more="(and {count} more)",
    ago="{minutes} min ago",
    now="just now",
    located=" ({zone})",
    quote='"{text}"',
    minutes="{count} min",
    accepted="in progress",
    waiting="open",
    outcomes={
        "asked": "asked",
        "created": "created",
        "merged": "merged into an open task",
        "said": "said",
        "done": "done",
        "failed": "failed",
        "timed_out": "no answer",
        "waits": "waits for approval",
        "refused": "refused",
        "approved": "approved",
    },
    weekdays=(
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ),
    nothing="none",
    no_zone="there is no such zone",
    no_device="there is no such device",
    silent="silent",
    online="online",
    offline="offline",
)

WORDS: Mapping[Language, Words] = {"ja": JAPANESE, "en": ENGLISH}
