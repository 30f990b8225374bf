"""What a sentence says has happened: by an event's name, or in plain Japanese or English.

What is denied ("no tampering") or only supposed ("if somebody enters") has not happened.
"""

import re
from collections.abc import Iterator

from services.mock_llm.facts import Happening, Kind

_KINDS: dict[Kind, tuple[str, ...]] = {
    "too_hot": (
        r"temperature_high|temp_high|high_temperature|heat_alert",
        r"暑すぎ|(?:暑|蒸し暑)いです|too hot",
    ),
    "too_cold": (r"temperature_low|temp_low|low_temperature|寒すぎ|寒いです|too cold",),
    "stuffy": (r"co2_high|high_co2|co2_threshold_exceeded|空気がこも|息苦し|stuffy",),
    "too_dry": (r"humidity_low|low_humidity|乾燥し(?:すぎ|てい)|too dry",),
    "too_humid": (r"humidity_high|high_humidity|too humid|じめじめ",),
    "whiteboard_dirty": (
        r"whiteboard_(?:dirty|full)",
        r"(?:ホワイトボード|白板)[^。、]{0,12}(?:汚れ|汚い|いっぱい|埋ま|消し)",
        r"whiteboard[^.,]{0,40}\b(?:dirty|full|messy|needs (?:cleaning|erasing))",
    ),
    "device_offline": (
        r"device_offline|went_offline|offline|not responding|unresponsive",
        r"オフライン|応答し(?:ません|ない|なく)|通信が途絶",
    ),
    "device_online": (r"device_online|came_online|back online|復帰し|オンラインに",),
    "battery_low": (
        r"battery_low|low_battery|battery[^.,]{0,12}\blow\b",
        r"(?:電池|バッテリー)[^。、]{0,10}(?:少な|切れ|低下)",
    ),
    "sedentary": (
        r"sedentary|座りっぱなし|座り続け|長時間(?:の)?(?:座|着席|同じ姿勢)",
        r"(?:座っ|着席し|同じ姿勢)[^。]{0,10}(?:分|時間)",
        r"(?:分|時間)[^。]{0,12}(?:座っ|着席し|同じ姿勢)",
        r"sitting (?:still )?for|(?:has|have) been sitting|not moved for|static for",
    ),
    "tampering": (
        r"tamper|いたずら|悪戯|急変|不正操作",
        r"センサー[^。、]{0,8}(?:触られ|触って|動かされ)",
    ),
    "person_entered": (
        r"person_entered|入室(?!者|禁止|管理|率|記録)|入ってき|来室|来訪|来客",
        r"(?:someone|somebody|person|people|visitor|guest|employee)s? (?:has |have |just )*"
        r"(?:entered|arrived|came in)",
    ),
}
_COMPILED = tuple(
    (kind, re.compile("|".join(words), re.IGNORECASE)) for kind, words in _KINDS.items()
)

_COFFEE = re.compile(r"コーヒー|珈琲|coffee", re.IGNORECASE)
_EMPTY = re.compile(
    r"空(?=です|っぽ|に|。|、|$|\s|!)|からっぽ|なくな|無くな|ない(?!よう)|無い|切れ|不足"
    r"|在庫なし|残り少|残りわずか"
    r"|(?:残量|在庫|stock|level|remaining)[^\d]{0,12}(?<![\d.])[0-9](?:\.\d+)?(?![\d.])"
    r"|\bempty\b|_empty|out of (?:coffee|beans)|ran out|run(?:ning)? (?:out|low)"
    r"|\bno (?:more )?coffee|used up",
    re.IGNORECASE,
)
_FULL = re.compile(
    r"補充しました|補充済|十分|満タン|refilled|restocked|not (?:\w+ )?empty", re.IGNORECASE
)
_DENIED = re.compile(
    r"(?:あり|い|され|し|見られ|てい)(?:ません|ない|なかった)|なし|無し|0件"
    r"|\b(?:no|not|none|never|without|false|isn't)\b",
    re.IGNORECASE,
)
_DENIALS_THAT_TELL = re.compile(
    r"応答し(?:ません|ない|なく)|not responding|not moved"
    r"|(?:動い|立っ)て(?:い(?:ません|ない)|ません)",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"場合|れば|たら(?!し)|(?<!さよう)なら|\bif\b|\bwhenever\b|\bunless\b", re.IGNORECASE
)
_DEVICE = re.compile(
    r"(?<![A-Za-z0-9_])(?!device_|battery_|low_)([A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)*[_-]\d+)"
)


def happenings(sentence: str, zone: str | None, age_s: float = 0.0) -> Iterator[Happening]:
    """Those of one sentence of plain text."""
    if _SUPPOSED.search(sentence):
        return
    if _COFFEE.search(sentence) and _EMPTY.search(sentence) and not _FULL.search(sentence):
        yield Happening("coffee_empty", zone, age_s)
    if _DENIED.search(_DENIALS_THAT_TELL.sub("", sentence)):
        return
    for kind, words in _COMPILED:
        if words.search(sentence):
            yield Happening(kind, zone, age_s, device_of(sentence))


def device_of(sentence: str) -> str | None:
    """The device that is named: `env_01`."""
    found = _DEVICE.search(sentence)
    return found[1] if found else None
