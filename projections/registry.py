"""All projections that a hub keeps."""

from typing import Any

from projections.accounts import Accounts
from projections.brain.model_state import ModelStates
from projections.claims import Claims
from projections.commands import Commands
from projections.decisions import Decisions
from projections.devices import Devices
from projections.experience import Experience
from projections.people import People
from projections.person_totals import PersonTotals
from projections.projection import Projection
from projections.receipts import DeviceReceipts
from projections.reserves import Reserves
from projections.reward_rates import RewardRates
from projections.rewards import Rewards
from projections.series import DailySeries, HourlySeries
from projections.statement_marks import StatementMarks
from projections.statistics import LogStatistics, Rejections
from projections.supply import SupplyProjection
from projections.task_statistics import TaskStatistics
from projections.tasks import Tasks
from projections.trust import Trust
from projections.zones import Occupancy, Zones

PROJECTIONS: tuple[Projection[Any], ...] = (
    Zones(),
    Occupancy(),
    Devices(),
    DeviceReceipts(),
    HourlySeries(),
    DailySeries(),
    LogStatistics(),
    Rejections(),
    Accounts(),
    StatementMarks(),
    SupplyProjection(),
    PersonTotals(),
    Reserves(),
    Claims(),
    Rewards(),
    Experience(),
    RewardRates(),
    People(),
    Tasks(),
    TaskStatistics(),
    Commands(),
    Trust(),
    ModelStates(),
    Decisions(),
)


def projection(name: str) -> Projection[Any]:
    """The projection of that name; `KeyError` if there is none."""
    return {one.name: one for one in PROJECTIONS}[name]
