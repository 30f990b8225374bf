"""Numbers in text that are measurements: of what, how much, and where in the line.

The number decides, never a word such as "high". Limits, ranges, changes, targets and the weather
outside are numbers too, and none of them is a measurement.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.mock_llm.facts import Channel

_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.])(?P<n>[-+]?(?:\d{1,3}(?:,\d{3})+|\d{1,6})(?:\.\d{1,6})?)(?![\d.]*\d)"
    r"(?:\s*(?P<unit>°\s*C|度C?|degrees?\s*F(?:ahrenheit)?|°\s*F|deg(?:rees?)?(?:\s*C(?:elsius)?)?"
    r"|C|ppm|%|パーセント|percent)(?![A-Za-z0-9_]))?",
    re.IGNORECASE,
)
_WORDS: tuple[tuple[Channel, str], ...] = (
    ("temperature", r"気温|室温|温度|temperatures?|(?<![A-Za-z])temp(?![A-Za-z])"),
    ("humidity", r"湿度|humidity|(?<![A-Za-z])RH(?![A-Za-z])"),
    ("co2", r"CO2|二酸化炭素|炭酸ガス|carbon\s+dioxide"),
)
_WORD = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _WORDS), re.IGNORECASE)
_NOT_ITS_NUMBER = re.compile(r"sensor|センサ|[、,](?!\s*[\"']?value)", re.IGNORECASE)
_UNIT_FIRST = re.compile(r"(?P<unit>ppm|°\s*C)[\s:=)]*$", re.IGNORECASE)
_HUMIDITY_AFTER = re.compile(r"\s*(?:の|relative\s*)?(?:湿度|humidity|RH)", re.IGNORECASE)

_ELSEWHERE = re.compile(
    r"外気|水温|体温|屋外|室外|水槽|予報|outdoor|outside(?! (?:the |of )?(?:comfort|range|limit))"
    r"|water|forecast|温度差|(?<![A-Za-z])set(?=[\s_-]|point)|設定|battery|電池|バッテリー",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"(?:基準|上限|下限|閾値|しきい値|目標|limit|threshold|target|maximum|minimum|\bmax|\bmin|\bby)"
    r"(?:値|温度|湿度|濃度|temperature|value|\bof\b|\bis\b|は|が|の|を|[\s:=.])*$",
    re.IGNORECASE,
)
_BEYOND_LIMIT = re.compile(
    r"(?:above|over|beyond|outside|exceed\w*)\s(?:\w+\s){0,2}(?:limit|threshold|range)\s*[:=]\s*$",
    re.IGNORECASE,
)
_RANGE_AFTER = re.compile(r"\s*(?:[-~]|から|to\b|and\b)\s*[-+]?\d", re.IGNORECASE)
_RANGE_BEFORE = re.compile(r"\d\s*(?:°?\s*[CF]|度|%|ppm)?\s*[-~]\s*$", re.IGNORECASE)
_OUGHT = re.compile(r"快適|範囲|適温|between|comfort|range|should|べき", re.IGNORECASE)
_CHANGE_AFTER = re.compile(
    r"(?:ほど|も)?(?:上昇|上が|下が|低下|目|ほど|も|にわた)|\s*(?:above|higher|lower|warmer|cooler)"
    r"|\s*>", re.IGNORECASE,
)  # fmt: skip
_COUNTER_AFTER = re.compile(
    r"[A-Za-z_:/]|\s*[台個人名分秒時件回番号年月日階つ点]"
    r"|\s+(?:sensor|device|people|person|min|hour|sec|time|day|task|zone |room|alert)",
    re.IGNORECASE,
)
_CONDITION_AFTER = re.compile(r"[^。、]{0,6}(?:たら|れば|場合|なら|とき|時)")
_CONDITION_BEFORE = re.compile(r"\b(?:if|when|whenever|unless)\b", re.IGNORECASE)
_OVER_AFTER = re.compile(r"\s*を?\s*(?:超|以上|上回)")
_UNDER_AFTER = re.compile(r"\s*を?\s*(?:下回|以下|未満|切っ)")
_OVER_BEFORE = re.compile(
    r"(?:above|over|exceed\w*|(?:more|higher|greater) than)\s+$", re.IGNORECASE
)
_UNDER_BEFORE = re.compile(r"(?:below|under|(?:less|lower) than)\s+$", re.IGNORECASE)

_PLAUSIBLE: dict[Channel, tuple[float, float]] = {
    "temperature": (-40.0, 80.0),
    "humidity": (0.0, 100.0),
    "co2": (0.0, 40_000.0),
}
_REACH = 48
"""Characters before a number in which its channel may be named."""
_JUST: dict[Channel, float] = {"temperature": 0.1, "humidity": 0.1, "co2": 1.0}
"""How far beyond a bound something is of which only the bound is said."""


@dataclass(frozen=True, slots=True)
class Found:
    """A measurement, and where in the line its number stands."""

    channel: Channel
    value: float
    firm: bool
    at: int


@dataclass(frozen=True, slots=True)
class _Around:
    """A number and what stands around it."""

    match: re.Match[str]
    clause: str
    """What stands between it and the number, or the end of a clause, before it."""
    before: str
    after: str

    @property
    def unit(self) -> str:
        return re.sub(r"\s", "", self.match["unit"] or "").lower()

    @property
    def value(self) -> float:
        value = float(self.match["n"].replace(",", ""))
        fahrenheit = "f" in self.unit
        return (value - 32.0) * 5.0 / 9.0 if fahrenheit else value


def measurements(line: str) -> Iterator[Found]:
    """Those of one line of plain text."""
    last = 0
    for match in _NUMBER.finditer(line):
        before = line[max(last, match.start() - _REACH) : match.start()]
        around = _Around(match, before, line[: match.start()][-_REACH:], line[match.end() :][:24])
        last = match.end()
        channel = _channel(around)
        if channel is not None and not _is_something_else(around, channel):
            found = _found(channel, around)
            least, most = _PLAUSIBLE[channel]
            if least <= found.value <= most:
                yield found


def _channel(around: _Around) -> Channel | None:
    unit = around.unit
    if unit == "ppm":
        return "co2"
    named = _named(around)
    if unit in {"%", "パーセント", "percent"}:
        told = named == "humidity" or _HUMIDITY_AFTER.match(around.after)
        return "humidity" if told else None
    if unit:
        return "temperature"
    if ahead := _UNIT_FIRST.search(around.clause):
        return "co2" if ahead["unit"].lower() == "ppm" else "temperature"
    return None if _COUNTER_AFTER.match(around.after) else named


def _named(around: _Around) -> Channel | None:
    """The channel whose name stands before the number, with nothing but words between them."""
    named = list(_WORD.finditer(around.clause))
    if not named:
        return None
    last = named[-1]
    between = around.clause[last.end() :]
    if not around.unit and _NOT_ITS_NUMBER.search(between):
        return None
    return next(name for name, _ in _WORDS if last[name])


def _is_something_else(around: _Around, channel: Channel) -> bool:
    if _ELSEWHERE.search(re.split(r"[、。,]", around.clause)[-1]):
        return True
    if _LIMIT.search(around.clause) and not _BEYOND_LIMIT.search(around.clause):
        return True
    if _RANGE_AFTER.match(around.after) or _RANGE_BEFORE.search(around.before):
        return True
    if re.search(r"(?:から|to|and)\s*$", around.before) and _OUGHT.search(
        around.before + around.after
    ):
        return True
    return bool(_CHANGE_AFTER.match(around.after)) or _is_a_count(around, channel)


def _is_a_count(around: _Around, channel: Channel) -> bool:
    """「二、三度」 is a number of times, if nothing says that it is warmth."""
    bare = channel == "temperature" and around.unit == "度" and _named(around) is None
    return bare and abs(around.value) < 10 and "." not in around.match["n"]


def _found(channel: Channel, around: _Around) -> Found:
    beyond = _beyond(around)
    if beyond == 0:
        return Found(channel, around.value, True, around.match.start())
    if _CONDITION_AFTER.match(around.after) or _CONDITION_BEFORE.search(around.before):
        return Found(channel, float("inf"), False, around.match.start())
    value = around.value + beyond * _JUST[channel]
    return Found(channel, value, False, around.match.start())


def _beyond(around: _Around) -> int:
    """1 if only more than the number is said, -1 if only less, 0 if the number itself is."""
    if _OVER_AFTER.match(around.after) or _OVER_BEFORE.search(around.clause):
        return 1
    return -1 if _UNDER_AFTER.match(around.after) or _UNDER_BEFORE.search(around.clause) else 0
