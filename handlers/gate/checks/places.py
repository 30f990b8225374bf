"""Whether the zone exists that a call is about."""

from handlers.gate.case import Case
from handlers.gate.wording import wrong
from handlers.tools import CreateTask, GetZoneStatus, Speak


def zone_unknown(case: Case[CreateTask | Speak | GetZoneStatus]) -> str | None:
    asked = case.asked
    field, zone = (
        ("zone_id", asked.zone_id) if isinstance(asked, GetZoneStatus) else ("zone", asked.zone)
    )
    if zone is None or case.situation.world.has_zone(zone):
        return None
    return wrong(field, zone, "a zone of this office, exactly as the office state names it")
