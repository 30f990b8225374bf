-- The log itself: one head row that gives the order, events by position, and what finds them.

CREATE TABLE head (
    one_row boolean PRIMARY KEY DEFAULT true CHECK (one_row),
    position bigint NOT NULL,
    recorded_at timestamptz,
    frontier bytea NOT NULL
) WITH (fillfactor = 10);  -- updated by every append: leave room for it on the same page

INSERT INTO head (position, frontier) VALUES (0, '');

CREATE TABLE names (
    id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL UNIQUE
);

-- Number 1 is known beforehand so that indexes can leave the bulk of the log out.
INSERT INTO names (name) VALUES ('telemetry.reading_recorded');

-- Wide columns first: no byte is lost to alignment.
CREATE TABLE events (
    position bigint NOT NULL,
    time timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    leaf_prefix bigint NOT NULL,
    id uuid NOT NULL,
    subject_id integer NOT NULL,
    source_id integer NOT NULL,
    actor_id integer NOT NULL,
    type_id integer NOT NULL,
    dataversion smallint NOT NULL,
    causation_id uuid,
    correlation_id uuid,
    tag_ids integer[],
    data json NOT NULL,
    PRIMARY KEY (position) WITH (fillfactor = 100)
) PARTITION BY RANGE (position);

-- By subject and by type within a stretch of 4,096 positions. Equal keys share one index entry, so
-- this costs 7 bytes an event where (subject_id, position) costs 48.
CREATE INDEX events_subject ON events (subject_id, ((position >> 12)::integer));
CREATE INDEX events_type ON events (type_id, ((position >> 12)::integer)) WHERE type_id <> 1;
CREATE INDEX events_causation ON events (causation_id) WHERE causation_id IS NOT NULL;
CREATE INDEX events_correlation ON events (correlation_id) WHERE correlation_id IS NOT NULL;
CREATE INDEX events_time ON events USING brin (time);

CREATE TABLE event_ids (
    id uuid NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (id) WITH (fillfactor = 100)
);

CREATE TABLE event_tags (
    tag_id integer NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (tag_id, position)
);

CREATE TABLE checkpoints (
    name text PRIMARY KEY,
    position bigint NOT NULL
) WITH (fillfactor = 50);

CREATE VIEW log AS
SELECT
    e.position, e.recorded_at, e.time, t.name AS type, s.name AS subject, o.name AS source,
    a.name AS actor,
    ARRAY(SELECT n.name FROM unnest(e.tag_ids) WITH ORDINALITY tag (id, place)
          JOIN names n ON n.id = tag.id ORDER BY tag.place) AS tags,
    e.id, e.causation_id, e.correlation_id, e.dataversion, e.data
FROM events e
JOIN names t ON t.id = e.type_id
JOIN names s ON s.id = e.subject_id
JOIN names o ON o.id = e.source_id
LEFT JOIN names a ON a.id = e.actor_id;

-- Positions and recorded_at rise together, so a moment is found by halving.
CREATE FUNCTION position_at(moment timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
DECLARE
    low bigint := 0;
    high bigint;
    middle bigint;
BEGIN
    SELECT position INTO high FROM head;
    WHILE low < high LOOP
        middle := (low + high + 1) / 2;
        IF (SELECT recorded_at <= moment FROM events WHERE position = middle) THEN
            low := middle;
        ELSE
            high := middle - 1;
        END IF;
    END LOOP;
    RETURN low;
END $$;

-- Nobody changes what was appended.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of %: the log is append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE PROCEDURE make_append_only(relation regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s '
        'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', relation);
END $$;

CALL make_append_only('events');
CALL make_append_only('event_ids');
CALL make_append_only('event_tags');
CALL make_append_only('names');

-- Makes room for positions up to `last`. ATTACH, unlike CREATE … PARTITION OF, lets others go on
-- reading and writing; it runs as the owner, so that the application needs no right to create.
CREATE FUNCTION make_room(last bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    size CONSTANT bigint := 1000000;  -- positions in a partition
    low bigint;
    part text;
BEGIN
    PERFORM pg_advisory_xact_lock('events'::regclass::bigint);
    SELECT count(*) * size INTO low FROM pg_inherits WHERE inhparent = 'events'::regclass;
    WHILE low <= last LOOP
        part := format('events_%s', low / size);
        EXECUTE format(
            'CREATE TABLE %I (LIKE events INCLUDING ALL, '
            'CONSTRAINT span CHECK (position >= %s AND position < %s))', part, low, low + size);
        EXECUTE format(
            'ALTER TABLE events ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
            part, low, low + size);
        EXECUTE format('ALTER TABLE %I DROP CONSTRAINT span', part);
        EXECUTE format('CALL make_append_only(%L)', part);
        low := low + size;
    END LOOP;
    RETURN low - 1;
END $$;

SELECT make_room(1000000);
