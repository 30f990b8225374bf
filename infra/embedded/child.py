"""A part that is one process in a session of its own: whether it runs, and how it is ended."""

import os
import signal
import subprocess
from dataclasses import dataclass, field


@dataclass
class Child:
    """The base of parts that keep what `process.start` gave them."""

    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End it and its children at once, as a power cut would."""
        if self._process is not None:
            if self.running:
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _end(self, first: signal.Signals, then: signal.Signals, within_s: float) -> None:
        """Returns when it has ended; `then` is sent to one that does not end in time."""
        if self._process is None:
            return
        self._process.send_signal(first)
        try:
            self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            self._process.send_signal(then)
            self._process.wait()
        self._process = None
