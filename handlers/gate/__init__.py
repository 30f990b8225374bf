"""The policy gate: the model proposes, this disposes (R8). The way in is `handlers.gate.gate`."""
