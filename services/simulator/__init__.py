"""A deterministic simulation of the whole core: no server, no clock, no chance but the seed's."""

from services.simulator.day import simulate_day
from services.simulator.errors import InvariantBroken
from services.simulator.outcome import Outcome
from services.simulator.parts import Parts
from services.simulator.simulation import simulate

__all__ = ["InvariantBroken", "Outcome", "Parts", "simulate", "simulate_day"]
