"""What a task is to mend, from its words: its title, or how somebody speaks of it."""

import re

from services.mock_llm.facts import Cause

_CAUSES: dict[Cause, tuple[str, ...]] = {
    "heat": (
        r"(?:室温|温度|気温)(?:を?下げ|が高)|冷房|冷や|涼し|暑|高温|cool|\bheat\b|too hot",
        r"temperature_high",
        r"(?:lower|reduce|decrease)\w* the (?:room )?temp",
        r"エアコン|空調|air.?con|set_temperature|温度対応",
    ),
    "cold": (
        r"(?:室温|温度|気温)(?:を?上げ|が低)|暖房|暖め|温め|寒|低温|warm|heating|too cold",
        r"temperature_low",
        r"(?:raise|increase)\w* the (?:room )?temp",
        r"エアコン|空調|air.?con|set_temperature|温度対応",
    ),
    "co2": (
        r"換気|空気を入れ|窓を開け|CO2|二酸化炭素",
        r"ventilat|open\w* (?:the |a )?windows?|fresh air",
    ),
    "dry": (r"加湿|乾燥|(?<!de)humidif|too dry|湿度が低|humidity_low",),
    "humid": (r"除湿|湿気|dehumidif|too humid|湿度が高|humidity_high",),
    "coffee": (r"コーヒー|珈琲|(?<!水を)補充|coffee|restock|refill",),
    "whiteboard": (r"ホワイトボード|白板|whiteboard",),
    "battery": (r"電池|バッテリー|batter(?:y|ies)",),
    "device": (
        r"(?:装置|デバイス|センサー?|機器).{0,20}(?:確認|点検|再起動)|オフライン",
        r"(?:device|sensor).{0,20}(?:check|restart)|(?:check|restart).{0,20}(?:device|sensor)",
        r"[a-z]_\d+を確認|offline",
    ),
    "followup": (r"続きの対応:|続きの対応\N{FULLWIDTH COLON}",),
    "retry": (r"別の方法での対応:|別の方法での対応\N{FULLWIDTH COLON}",),
}
_COMPILED = tuple(
    (cause, re.compile("|".join(words), re.IGNORECASE)) for cause, words in _CAUSES.items()
)


def causes_of(text: str) -> frozenset[Cause]:
    return frozenset(cause for cause, words in _COMPILED if words.search(text))
