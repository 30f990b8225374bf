"""What the recorder counts."""

from prometheus_client import Counter, Gauge

RECEIVED = Counter("soms_recorder_received_total", "Messages that arrived from the broker")
APPENDED = Counter("soms_recorder_appended_total", "Events handed to the log and committed")
REJECTED = Counter("soms_recorder_rejected_total", "Messages recorded as rejected")
ACKNOWLEDGED = Counter("soms_recorder_acknowledged_total", "Messages acknowledged to the broker")
RETRIES = Counter("soms_recorder_append_retries_total", "Appends repeated, the log was unavailable")
RECEIPTS = Counter("soms_recorder_receipts_total", "Receipts published")
WAITING = Gauge("soms_recorder_waiting_messages", "Messages received and not yet committed")
