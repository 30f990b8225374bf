"""The safety floor: fixed rules that act on measurements, whatever a model thinks (R8)."""
