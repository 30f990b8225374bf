"""How projections are kept: folded page by page, stored as rows, compared byte for byte."""

from projections.runtime.codec import RowCodec
from projections.runtime.differences import Difference, first_difference
from projections.runtime.folding import fold, fold_log
from projections.runtime.memory import MemoryHome

__all__ = ["Difference", "MemoryHome", "RowCodec", "first_difference", "fold", "fold_log"]
