"""The publisher: log → MQTT. The log is the outbox; nothing is published before its commit."""
