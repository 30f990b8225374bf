"""Frames out of a stream of bytes (UART, TCP), however it is cut and whatever lies between them.

A frame's end is computed from its type, so a valid frame is never split. After garbage or damage
the reader goes on one byte behind the false start: bytes that belong to a frame are not skipped.
"""

from handlers.swarm.decoding import decode
from handlers.swarm.errors import FrameError
from handlers.swarm.frames import Frame
from handlers.swarm.length import LONGEST, MAGIC, frame_length


class StreamReader:
    """Takes bytes as they come, gives frames once complete; keeps at most one frame's bytes."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self.skipped = 0
        """Bytes so far that belonged to no frame."""

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that `data` completes, in order."""
        self._pending += data
        return self._take()

    def flush(self) -> list[Frame]:
        """What is left when the line has fallen silent: an unfinished frame stays unfinished."""
        frames: list[Frame] = []
        while self._pending:
            self._skip(1)
            frames += self._take()
        return frames

    def _take(self) -> list[Frame]:
        frames: list[Frame] = []
        while self._pending:
            try:
                end = frame_length(self._pending[:LONGEST])
                if end is None or len(self._pending) < end:
                    break
                frames.append(decode(bytes(self._pending[:end])))
                del self._pending[:end]
            except FrameError:
                self._skip(1)
        return frames

    def _skip(self, count: int) -> None:
        """Drop `count` bytes, and those behind them at which no frame can begin."""
        start = self._pending.find(MAGIC, count)
        end = len(self._pending) if start < 0 else start
        self.skipped += end
        del self._pending[:end]
