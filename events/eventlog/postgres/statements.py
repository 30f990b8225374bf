"""Every statement that the log sends to Postgres, by name, but for queries, which are composed."""

from typing import Final

# Order: whoever holds the head row has the turn until its transaction ends.

READ_HEAD: Final = "SELECT position, recorded_at, frontier FROM head"

TAKE_HEAD: Final = "SELECT position, recorded_at, frontier FROM head FOR UPDATE"

MOVE_HEAD: Final = "UPDATE head SET position = %s, recorded_at = %s, frontier = %s"

# Appending.

COPY_EVENTS: Final = """
    COPY events (position, time, recorded_at, id, subject_id, source_id, actor_id, type_id,
        dataversion, causation_id, correlation_id, tag_ids, data, leaf_prefix)
    FROM STDIN (FORMAT binary)
"""

COPY_IDS: Final = "COPY event_ids (id, position) FROM STDIN (FORMAT binary)"

COPY_TAGS: Final = "COPY event_tags (tag_id, position) FROM STDIN (FORMAT binary)"

MAKE_ROOM: Final = "SELECT make_room(%s)"
"""Creates the partitions up to a position; returns the last position that has one."""

# Names.

FIND_NAMES: Final = "SELECT id, name FROM names WHERE name = ANY(%s::text[])"

ADD_NAMES: Final = """
    INSERT INTO names (name) SELECT unnest(%s::text[]) ON CONFLICT (name) DO NOTHING
"""

NAMES_AFTER: Final = "SELECT id, name FROM names WHERE id > %s ORDER BY id"

# Finding.

POSITION_AT: Final = "SELECT position_at(%s)"

LEAF_PREFIXES: Final = """
    SELECT leaf_prefix FROM events WHERE position > %s AND position <= %s ORDER BY position
"""

# Checkpoints.

READ_CHECKPOINT: Final = "SELECT position FROM checkpoints WHERE name = %s"

STORE_CHECKPOINT: Final = """
    INSERT INTO checkpoints (name, position) VALUES (%s, %s)
    ON CONFLICT (name) DO UPDATE SET position = excluded.position
"""

# Wake-ups: a hint, never the delivery. They need not survive a crash.

NOTIFY: Final = "SELECT pg_notify(%s, '')"

NOTIFY_SETTINGS: Final = "SET synchronous_commit TO off"
