"""Simulated people: they wish for chores, do them, are paid, and thank each other with credits.

What they ask for, the desk and the wallet decide. Whoever finds one of these dead asks again, as
people do: under another id, not knowing what became of the first attempt.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from events.envelope import Event
from events.identity import Subject
from handlers.credits.books import CLAIMS
from handlers.decider import Refused
from projections.people import person_subject
from services.backend.task_bodies import NewTask
from services.simulator.chance import Chance
from services.simulator.deciding import Deciding
from services.simulator.desk import Desk
from services.simulator.errors import Crashed
from services.simulator.network import VirtualClock
from services.simulator.wallet import Wallet
from services.virtual_people.crowd import Crowd, Seen, Tap
from services.virtual_people.wishes import Wishes

PEOPLE = (1, 2, 3, 4)

OWNED: tuple[Mapping[str, Any], ...] = (
    {
        "device": "sensor_01",
        "owner": 1,
        "device_type": "sensor_node",
        "topic_prefix": "office/main",
    },
    {"device": "hydro_01", "owner": 2, "device_type": "sensor_node"},
    {"device": "swarm_hub_01", "owner": 3, "device_type": "hub", "topic_prefix": "office/meeting"},
)
"""Whose device is whose."""

LOOK_EVERY_S = 5
STRANGERS = 0.15
"""How often somebody does a task without signing in."""

GIFT_EVERY_S = 600
"""On average."""
GIFT_MILLI = (10, 400)

REDEEMED = 0.8
"""How many of those who were given a claim come for it."""
REDEEMED_AFTER_S = (20.0, 14_400.0)
NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A command that somebody waits for."""

    of: Literal["taps", "ledger", "owners"]
    """Who decides it."""
    name: str
    arguments: Mapping[str, Any]
    person: int | None = None


class People:
    """Everybody who can touch a screen."""

    def __init__(
        self, seed: int, desks: Sequence[Desk], wallets: Sequence[Wallet], clock: VirtualClock
    ) -> None:
        self._desks, self._wallets, self._clock = desks, wallets, clock
        self._chance = Chance(seed, "people")
        self._ids = Chance(seed, "people/ids").random
        self._crowd = Crowd(PEOPLE, self._chance.random, strangers=STRANGERS)
        self._wishes = Wishes(self._chance.random, clock.now)
        self._unanswered = deque(self._registrations())
        self._coming: dict[str, float] = {}
        """By claim, when somebody comes to redeem it."""
        self._gifts = 0

    def step(self) -> None:
        """What they do in a second."""
        for _ in range(len(self._unanswered)):
            self._ask(self._unanswered.popleft())
        if self._clock.now % LOOK_EVERY_S == 0:
            for wanted in (*self._taps(), *self._redemptions(), *self._gift()):
                self._ask(wanted)
            self._wish()

    def _ask(self, wanted: Wanted) -> None:
        """Of any of those that can decide it."""
        process, decider = self._found(wanted.of)
        actor = None if wanted.person is None else person_subject(wanted.person)
        arguments = {**wanted.arguments, **process.added(wanted.name)}
        try:
            decider.give(wanted.name, arguments, self._next_id(), self._now(), actor=actor)
        except Crashed:
            process.restart()
            self._unanswered.append(wanted)
        except Refused:
            return  # somebody was quicker, or there is too little: that is an answer

    def _found(self, of: str) -> tuple[Desk | Wallet, Deciding]:
        if of == "taps":
            desk = self._chance.random.choice(self._desks)
            return desk, desk.taps
        wallet = self._chance.random.choice(self._wallets)
        return wallet, wallet.ledger if of == "ledger" else wallet.owners

    def _registrations(self) -> Iterator[Wanted]:
        for said in OWNED:
            yield Wanted("owners", "register_device", said)

    def _wish(self) -> None:
        body = self._wishes.due(self._clock.now)
        if body is None:
            return
        wish = NewTask.model_validate(body).requested()
        about = Subject.of("zone", wish.zone) if wish.zone else Subject.of("hub", "office")
        event = Event(self._next_id(), wish, "/services/backend", about, self._now())
        desk = self._chance.random.choice(self._desks)
        try:
            desk.wish(event)
        except Crashed:
            desk.restart()

    def _taps(self) -> Iterator[Wanted]:
        shown = [
            Seen(task.task, task.assigned_to, task.accepted_at is not None)
            for task in self._desks[0].tasks().values()
            if task.is_shown or task.status == "accepted"
        ]
        for tap in self._crowd.look(shown, self._clock.now):
            yield Wanted("taps", tap.deed, _said(tap), tap.person)

    def _redemptions(self) -> Iterator[Wanted]:
        """Those who come now with a claim from the screen."""
        now, random = self._clock.now, self._chance.random
        for claim in self._wallets[0].ledger.known.of(CLAIMS).rows().values():
            if claim.status != "issued":
                continue
            if claim.claim not in self._coming:
                later = now + random.uniform(*REDEEMED_AFTER_S)
                self._coming[claim.claim] = later if self._chance.happens(REDEEMED) else NEVER
            if now >= self._coming[claim.claim]:
                person = random.choice(PEOPLE)
                said = {"claim": claim.claim, "person": person}
                yield Wanted("ledger", "redeem_claim", said, person)

    def _gift(self) -> Iterator[Wanted]:
        """A thank-you now and then; of the same one, a second attempt is refused."""
        if not self._chance.happens(LOOK_EVERY_S / GIFT_EVERY_S):
            return
        payer, payee = self._chance.random.sample(PEOPLE, 2)
        self._gifts += 1
        said = {
            "payer": payer,
            "payee": payee,
            "amount_milli": self._chance.random.randint(*GIFT_MILLI),
            "reference": f"gift:{self._gifts}",
        }
        yield Wanted("ledger", "transfer", said, payer)

    def _next_id(self) -> UUID:
        """A UUIDv7, as facts from outside have."""
        return UUID(int=7 << 76 | 2 << 62 | self._ids.getrandbits(60))

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.now, UTC)


def _said(tap: Tap) -> dict[str, Any]:
    """A tap's arguments, as the desk takes them."""
    said: dict[str, Any] = {"task": tap.task, "person": tap.person}
    if tap.deed == "complete":
        said |= {"report_status": tap.report_status, "completion_note": tap.note}
    return {name: value for name, value in said.items() if value is not None}
