"""How often Python looks for cycles among what was made: seldom, in every process of ours.

A batch or a page makes ten thousands of objects that live until they are committed or folded, and
hold no cycles. At Python's own 700, looking at them again and again costs a third of the time.
"""

import gc

THRESHOLD = 200_000
"""Objects made between two looks."""


def look_seldom() -> None:
    gc.set_threshold(THRESHOLD)
