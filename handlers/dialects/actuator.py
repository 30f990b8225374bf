"""Actuators report their state, on `{root}/{zone}/{kind}/{device}/{channel}`; kind: hvac, light …

Any kind of device may report; only words that mean something else in a topic are no kinds.
"""

from collections.abc import Sequence

from events.devices import StateReported
from events.envelope import Event
from handlers.dialects.address import Address
from handlers.dialects.content import scalar, value_in
from handlers.dialects.errors import Rejected
from handlers.dialects.fields import rest
from handlers.dialects.message import Message
from handlers.dialects.moment import moment
from handlers.dialects.receipt import tell_numbered
from handlers.dialects.telling import Fact

NO_KINDS = frozenset({"activity", "camera", "occupancy", "task_report", "tasks", "whiteboard"})


class ActuatorDialect:
    """`{"power_state": "on", "mode": "cool", "target_temp": 24}`, or a bare state."""

    name = "actuator"
    patterns: Sequence[str] = ("{root}/{zone}/{kind}/{device}/{channel}",)

    def translate(self, message: Message, address: Address) -> list[Event]:
        if address.kind in NO_KINDS:
            raise Rejected.field("topic", address.kind, "a kind of actuator")
        content = value_in(message.payload)
        fields = (
            content if isinstance(content, dict) else {address.channel: scalar("state", content)}
        )
        state = rest(fields, ())
        if not state:
            raise Rejected.field("payload", content, "an object with at least one field of a state")
        when = moment(fields, message.received_at)
        reported = StateReported(
            device=address.device,
            zone=address.zone,
            device_type=address.kind,
            channel=address.channel,
            state=state,
        )
        return tell_numbered(message, address, fields, when, [Fact(reported, address.subject)])
