"""The recorder: MQTT → log, acknowledged only after the commit (rule R3)."""
