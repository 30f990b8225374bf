"""Every statement that the log sends to Postgres, by name, but for queries, which are composed."""

from typing import Final

SETTINGS: Final = "SET jit TO off"
"""Of every connection: to compile a search takes longer than to do it."""

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

WRITER_SETTINGS: Final = "SET enable_seqscan TO off"
"""With the head taken, no search may read a whole table, whatever stale statistics suggest."""

FIND_VIOLATIONS: Final = """
    SELECT condition.place, violation.position
    FROM (
        SELECT place, after, about::integer[], types::integer[]
        FROM unnest(%s::integer[], %s::bigint[], %s::text[], %s::text[])
            AS given (place, after, about, types)
    ) AS condition
    CROSS JOIN LATERAL (
        (
            SELECT position FROM events
            WHERE subject_id = ANY(condition.about)
                AND (position >> 12)::integer >= (condition.after >> 12)::integer
                AND position + 0 > condition.after
                AND (condition.types IS NULL OR type_id = ANY(condition.types))
            ORDER BY position + 0 LIMIT %s
        ) UNION (
            SELECT position FROM event_tags
            WHERE tag_id = ANY(condition.about) AND position > condition.after
                AND (condition.types IS NULL OR EXISTS (
                    SELECT FROM events
                    WHERE events.position = event_tags.position
                        AND type_id = ANY(condition.types)))
            ORDER BY position LIMIT %s
        )
    ) AS violation
    ORDER BY place, position
"""
"""For each condition, given as columns, the first events that violate it; one plan for all.

`position + 0` keeps the planner from reading along the positions, which are many.
"""

# Names.

# Binary arrays: as text, psycopg would look at every character.
FIND_NAMES: Final = "SELECT id, name FROM names WHERE name = ANY(%b::text[])"

ADD_NAMES: Final = """
    INSERT INTO names (name) SELECT unnest(%b::text[]) ON CONFLICT (name) DO NOTHING
    RETURNING id, name
"""
"""Returns those that it added; the others, somebody else has added just now."""

FIND_TEXTS: Final = "SELECT id, name FROM names WHERE id = ANY(%b::integer[])"

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

# Wake-ups: a hint, never the delivery. They need not survive a crash: no disk is waited for.

BELL_SETTINGS: Final = "SET synchronous_commit TO off"

NOTIFY: Final = "SELECT pg_notify(%s, '')"
