"""Every SQL statement of the projector, by name."""

from typing import LiteralString

LIVE_BUILD: LiteralString = """
    SELECT build, version, position, error FROM views WHERE name = %s AND status = 'live'
"""

NEW_BUILD: LiteralString = """
    INSERT INTO views (name, version, status) VALUES (%s, %s, %s)
    ON CONFLICT DO NOTHING
    RETURNING build
"""

ROWS: LiteralString = """
    SELECT key, row::text FROM view_rows WHERE build = %s AND row IS NOT NULL ORDER BY key
"""

# Only the process that brought a build to where it is may take it further.
ADVANCE: LiteralString = """
    UPDATE views SET position = moved.after, error = NULL, updated_at = now()
    FROM unnest(%(builds)s::bigint[], %(befores)s::bigint[], %(afters)s::bigint[])
        AS moved (build, before, after)
    WHERE views.build = moved.build AND views.position = moved.before
    RETURNING views.build
"""

# Binary arrays: as text, psycopg would look at every character.
PUT_ROWS: LiteralString = """
    INSERT INTO view_rows (build, key, position, row)
    SELECT changed.build, changed.key, changed.position, changed.row::json
    FROM unnest(
        %(builds)b::bigint[], %(keys)b::text[], %(positions)b::bigint[], %(rows)b::text[]
    ) AS changed (build, key, position, row)
    ON CONFLICT (build, key) DO UPDATE SET position = excluded.position, row = excluded.row
"""

PUT_HISTORY: LiteralString = """
    INSERT INTO view_history (build, key, boundary, row)
    SELECT past.build, past.key, past.boundary, past.row::json
    FROM unnest(
        %(builds)b::bigint[], %(keys)b::text[], %(boundaries)b::bigint[], %(rows)b::text[]
    ) AS past (build, key, boundary, row)
    ON CONFLICT DO NOTHING
"""

CHANGED_SINCE: LiteralString = """
    SELECT key FROM view_rows WHERE build = %s AND position > %s
"""

PARK: LiteralString = """
    INSERT INTO parked (build, subject, position, reason) VALUES (%s, %s, %s, %s)
    ON CONFLICT DO NOTHING
"""

PARKED: LiteralString = "SELECT subject, position FROM parked WHERE build = %s"

STOP: LiteralString = "UPDATE views SET error = %s, updated_at = now() WHERE build = %s"

# The new build becomes the live one, and the old one goes, in one transaction.
RETIRE: LiteralString = "DELETE FROM views WHERE name = %s AND status = 'live' AND build <> %s"
GO_LIVE: LiteralString = "UPDATE views SET status = 'live' WHERE build = %s"

ABANDONED: LiteralString = "DELETE FROM views WHERE name = %s AND status = 'building'"

ABANDON: LiteralString = "DELETE FROM views WHERE build = %s AND status = 'building'"

BEING_BUILT: LiteralString = """
    SELECT build FROM views
    WHERE name = %s AND status = 'building' AND error IS NULL
      AND updated_at > now() - make_interval(secs => %s)
"""

STATUS: LiteralString = """
    SELECT v.name, v.version, v.status, v.build, v.position, h.position AS head,
           v.error, v.updated_at,
           (SELECT coalesce(json_agg(p ORDER BY p.position), '[]')
            FROM (SELECT subject, position, reason FROM parked p WHERE p.build = v.build) p
           ) AS parked,
           (SELECT count(*) FROM view_rows r WHERE r.build = v.build AND r.row IS NOT NULL) AS rows
    FROM views v CROSS JOIN head h
    ORDER BY v.name, v.build
"""

# Of failed builds as well, whose views are perhaps not live at all.
AMISS: LiteralString = """
    SELECT v.name, v.error,
           (SELECT json_object_agg(p.subject, p.reason) FROM parked p WHERE p.build = v.build)
    FROM views v
    WHERE v.error IS NOT NULL OR EXISTS (SELECT FROM parked p WHERE p.build = v.build)
    ORDER BY v.name, v.build
"""

# One statement sees one moment; a view without such rows has one line, for its position.
LIVE_ROWS: LiteralString = """
    SELECT v.position, r.key, r.row::text
    FROM views v
    LEFT JOIN view_rows r
        ON r.build = v.build AND r.row IS NOT NULL
        AND r.key >= %(first)s AND r.key < %(last)s
    WHERE v.name = %(name)s AND v.version = %(version)s AND v.status = 'live'
    ORDER BY r.key
"""

# From the end of the view backwards, and no further than is asked for.
LIVE_ROWS_BACKWARD: LiteralString = """
    SELECT v.position, r.key, r.row::text
    FROM views v
    LEFT JOIN LATERAL (
        SELECT key, row FROM view_rows
        WHERE build = v.build AND row IS NOT NULL AND key < %(before)s
        ORDER BY key DESC
        LIMIT %(limit)s
    ) r ON true
    WHERE v.name = %(name)s AND v.version = %(version)s AND v.status = 'live'
    ORDER BY r.key DESC
"""

# What changed, in several views at once.
LIVE_CHANGES: LiteralString = """
    SELECT v.name, v.position, r.key, r.row::text
    FROM unnest(%(names)s::text[], %(versions)s::integer[]) AS wanted (name, version)
    JOIN views v USING (name, version)
    LEFT JOIN view_rows r ON r.build = v.build AND r.position > %(after)s
    WHERE v.status = 'live'
    ORDER BY r.position, r.key
"""

LIVE_POSITION: LiteralString = """
    SELECT position FROM views WHERE name = %s AND version = %s AND status = 'live'
"""

LIVE_PARKED: LiteralString = """
    SELECT p.subject, p.position
    FROM views v JOIN parked p USING (build)
    WHERE v.name = %s AND v.version = %s AND v.status = 'live'
"""

BOUNDARIES_KEPT: LiteralString = """
    SELECT count(*) FROM view_history
    WHERE build = %(build)s AND key = %(mark)s AND boundary <= %(boundary)s
      AND boundary %% %(every)s = 0
"""

# One index probe for each key that the view has ever had.
ROWS_AT_BOUNDARY: LiteralString = """
    SELECT r.key, past.row::text
    FROM view_rows r
    CROSS JOIN LATERAL (
        SELECT h.row FROM view_history h
        WHERE h.build = r.build AND h.key = r.key AND h.boundary <= %(boundary)s
        ORDER BY h.boundary DESC LIMIT 1
    ) past
    WHERE r.build = %(build)s AND r.key >= %(first)s AND r.key < %(last)s
      AND past.row IS NOT NULL
    ORDER BY r.key
"""

RING: LiteralString = "SELECT pg_notify(%s, %s)"

# What is added up at once is sorted in memory, not on disk.
ROOM_TO_SORT: LiteralString = "SET work_mem TO '64MB'"

# One parse of each reading; sums are of whole millionths, so that their order does not matter. Text
# is a value too, but not one to sum. What views need of single readings comes along as arrays.
READINGS_SUMMED: LiteralString = """
    SELECT stretch, zone, channel, n.name, boot, hour, count, sum, min, max, latest[2], last,
           positions, recorded, numbers
    FROM (
        SELECT stretch, zone, channel, subject_id, boot, hour,
               count(value) AS count, sum(round(value * 1e6)::bigint) AS sum,
               min(value) AS min, max(value) AS max,
               max(latest) AS latest, min(position) AS first, max(position) AS last,
               array_agg(position) AS positions, array_agg(recorded) AS recorded,
               array_agg(seq) AS numbers
        FROM (
            SELECT *, CASE WHEN abs(number) <= 1e12 THEN number + 0.0::float8 END AS value
            FROM (
                SELECT *, ascii(told) BETWEEN 45 AND 57 AS is_number,  -- a digit or a minus
                       CASE WHEN ascii(told) BETWEEN 45 AND 57 THEN told::float8
                            WHEN told = 'true' THEN 1
                            WHEN told = 'false' THEN 0 END AS number
                FROM (
                    SELECT (position - 1) / %(stretch)s AS stretch, position, subject_id,
                           floor(date_part('epoch', time) / 3600)::bigint * 3600 AS hour,
                           (date_part('epoch', recorded_at) * 1e6)::bigint AS recorded,
                           ARRAY[(date_part('epoch', time) * 1e6)::bigint, position] AS latest,
                           zone, channel, value::text AS told, boot, seq
                    FROM events
                    CROSS JOIN LATERAL json_to_record(data)
                        AS told (zone text, channel text, value json, boot text, seq bigint)
                    WHERE type_id = 1 AND position > %(after)s AND position <= %(until)s
                    OFFSET 0
                ) AS fields OFFSET 0
            ) AS numbers OFFSET 0
        ) AS readings
        GROUP BY stretch, subject_id, channel, zone, boot, hour, is_number
    ) AS summed
    JOIN names n ON n.id = summed.subject_id
    ORDER BY stretch, first
"""

RECORDINGS_COUNTED: LiteralString = """
    SELECT stretch, n.name, day, count, first, last, recorded_at
    FROM (
        SELECT (position - 1) / %(stretch)s AS stretch, type_id,
               (recorded_at AT TIME ZONE 'UTC')::date AS day, count(*) AS count,
               min(position) AS first, max(position) AS last, max(recorded_at) AS recorded_at
        FROM events
        WHERE position > %(after)s AND position <= %(until)s
        GROUP BY 1, 2, 3
    ) AS counted
    JOIN names n ON n.id = counted.type_id
    ORDER BY stretch
"""

FIRST_MISSING: LiteralString = """
    SELECT min(expected)
    FROM generate_series(%(after)s::bigint + 1, %(until)s) AS expected
    LEFT JOIN events ON position = expected
    WHERE position IS NULL
"""
