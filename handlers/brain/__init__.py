"""The brain: what it may ask for, when it thinks, and what becomes of what it says."""
