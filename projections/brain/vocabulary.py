"""What channels and fields of a state are usually called: things and quantities, no instructions.

One name may be too short to tell the model anything, and several beside each other a sentence; so a
channel or a field taints what shows it, unless all of its words are known here.
"""

import re
from functools import lru_cache

from projections.fusion import STATE_CHANNELS
from projections.trust import MEASURED

_WORD = re.compile(r"[^\W\d_]+")

_PLACES = """
    air ambient back basement bath bed ceiling desk dining east entrance floor front garage hall
    indoor inlet inside kitchen living lobby lower meeting north office outdoor outlet outside rack
    room sea server soil south tank upper wall water west
"""
_QUANTITIES = """
    ac alarm ammonia angle battery brightness carbon charge color cooling count counter current dew
    dioxide direction distance duration duty ec eco energy flow formaldehyde frequency gas heartbeat
    heating height humidity impedance iaq illuminance intensity level light linkquality lqi lux
    moisture monoxide motion noise orp oxygen particles ph pm position power precipitation pressure
    radiation rain rate resistance rpm rssi salinity sound speed tamper temp temperature tds tilt
    time tvoc turbidity uptime uv vibration voc voltage volume weight wind
"""
_THINGS = """
    beans blind camera cleaner coffee compressor conditioner cover curtain damper dispenser door fan
    filter heater humidifier lamp light lights machine milk motor paper printer projector pump relay
    screen sensor shade soap socket stock supply sweets toner valve ventilation window
"""
_ASPECTS = """
    active average channel code device error fault goal high index input local low max mean min mode
    occupied output person people point raw setpoint status state system target total unit value
"""
_UNITS = """
    a c cm db dba dbm deg f g h hpa hz k kg kpa kw kwh l ma mm ms mv mw pa pct percent ppb ppm s v w
    wh
"""

_USUAL = frozenset(" ".join((_PLACES, _QUANTITIES, _THINGS, _ASPECTS, _UNITS)).split()) | frozenset(
    word for name in MEASURED | STATE_CHANNELS for word in _WORD.findall(name)
)


@lru_cache(maxsize=65_536)
def is_usual_name(name: str) -> bool:
    """Whether every word of the name is one that channels and fields are usually made of."""
    return all(word.lower() in _USUAL for word in _WORD.findall(name))
