"""What the publisher counts."""

from prometheus_client import Counter, Gauge

PUBLISHED = Counter("soms_publisher_published_total", "Events that the broker confirmed")
SKIPPED = Counter("soms_publisher_skipped_total", "Events that the broker can never take")
LAG = Gauge("soms_publisher_lag_events", "Events read from the log and not yet confirmed")
POSITION = Gauge("soms_publisher_position", "Everything up to here is confirmed")
HEADS = Counter("soms_publisher_heads_signed_total", "Tree heads signed and published")
