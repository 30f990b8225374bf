"""Proofs about a log as it stands: what an event, or an older head, is proved with."""

from events.eventlog.protocol import EventLog
from events.transparency.proofs import (
    Span,
    consistency_spans,
    inclusion_spans,
    nodes_of,
    span_root,
)
from events.transparency.tiles import TileStore, read_nodes


async def prove_inclusion(log: EventLog, store: TileStore, index: int, size: int) -> list[bytes]:
    """The proof that leaf `index` (position − 1) is in the tree of the first `size` events."""
    return await _roots(log, store, inclusion_spans(index, size))


async def prove_consistency(log: EventLog, store: TileStore, old: int, new: int) -> list[bytes]:
    """The proof that the first `new` events begin with the first `old`."""
    return await _roots(log, store, consistency_spans(old, new))


async def _roots(log: EventLog, store: TileStore, spans: list[Span]) -> list[bytes]:
    wanted = {node for span in spans for node in nodes_of(span)}
    nodes = await read_nodes(log, store, sorted(wanted))
    return [span_root(span, nodes) for span in spans]
