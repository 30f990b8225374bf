"""Moments as Postgres sums them up: whole microseconds since 1970, with no rounding on the way."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def micro_of(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def moment_of(micro: int) -> datetime:
    return EPOCH + timedelta(microseconds=micro)
