"""The policy gate: the model proposes, this disposes (R8)."""
