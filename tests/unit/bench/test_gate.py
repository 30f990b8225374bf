"""What the gate's bench measures is what it says that it measures."""

from handlers.gate.gate import judge
from handlers.gate.verdict import Approved, Refused
from services.soms.bench import gate
from services.soms.bench.gate_office import PROPOSALS, situation
from services.soms.bench.options import Options


def test_half_of_the_proposals_are_approved() -> None:
    verdicts = [judge(proposal, situation()) for proposal in PROPOSALS]
    assert sum(isinstance(verdict, Approved) for verdict in verdicts) == len(PROPOSALS) // 2


def test_the_refused_ones_are_refused_for_many_reasons() -> None:
    verdicts = [judge(proposal, situation()) for proposal in PROPOSALS]
    assert len({verdict.rule for verdict in verdicts if isinstance(verdict, Refused)}) >= 7


async def test_a_figure_stands_beside_its_limit() -> None:
    (figure,) = await gate.measure(Options(events=180, runs=1))
    assert figure.unit == "verdicts/s"
    assert figure.minimum == gate.PER_S
    assert [other.name for other in figure.beside] == ["the models' validation alone"]
