"""What the frontend counts."""

from prometheus_client import Counter

PROXIED = Counter(
    "soms_frontend_proxied_total",
    "Requests passed on to the service behind a prefix, by the status of its answer",
    ["prefix", "status"],
)
