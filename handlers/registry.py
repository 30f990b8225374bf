"""All reactors and deciders of a hub: what is run live is what a replay runs."""

from typing import Any

from handlers.brain.approvals import Approvals
from handlers.brain.cycle import Brain
from handlers.commanding import Commanding
from handlers.credits.device_owners import DeviceOwners
from handlers.credits.experience import ExperienceReactor
from handlers.credits.infrastructure import Infrastructure
from handlers.credits.ledger import Ledger
from handlers.credits.payments import TaskPayments
from handlers.decider import Decider
from handlers.gaps import Gaps
from handlers.liveness import LivenessReactor
from handlers.people import PeopleDecider
from handlers.policy import DEFAULT_POLICY, Policy
from handlers.reactor import Reactor
from handlers.safety.floor import SafetyFloor
from handlers.tasks.dispatch import TaskDispatch
from handlers.tasks.expiry import TaskExpiry
from handlers.tasks.intake import TaskIntake
from handlers.tasks.reminders import TaskReminders
from handlers.tasks.taps import TaskTaps
from handlers.world.climate import ClimateReactor
from handlers.world.doors import DoorReactor
from handlers.world.presence import PresenceReactor


def reactors(policy: Policy = DEFAULT_POLICY) -> tuple[Reactor[Any], ...]:
    """Every reactor, deciding by this policy."""
    return (
        SafetyFloor(),
        ClimateReactor(policy.thresholds),
        DoorReactor(),
        PresenceReactor(policy.thresholds),
        LivenessReactor(),
        Gaps(),
        TaskIntake(),
        TaskDispatch(),
        TaskExpiry(),
        TaskReminders(),
        ExperienceReactor(),
        TaskPayments(),
        Infrastructure(),
        Brain(policy.bounds),
        Commanding(),
        Approvals(),
    )


REACTORS: tuple[Reactor[Any], ...] = reactors()

DECIDERS: tuple[Decider, ...] = (TaskTaps(), Ledger(), DeviceOwners(), PeopleDecider())
