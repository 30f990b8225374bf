-- What projections keep: builds of views, their rows, and how the rows were at earlier positions.

CREATE TABLE views (
    build bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    version integer NOT NULL,
    status text NOT NULL CHECK (status IN ('building', 'live')),
    position bigint NOT NULL DEFAULT 0,
    error text,  -- why the projection stopped, if it did
    updated_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

-- Readers see one build of a view at any time.
CREATE UNIQUE INDEX views_live ON views (name) WHERE status = 'live';

CREATE TABLE view_rows (
    build bigint NOT NULL REFERENCES views ON DELETE CASCADE,
    key text COLLATE "C" NOT NULL,
    position bigint NOT NULL,  -- at which the row last changed
    row json,  -- NULL: removed; kept, so that a stream can tell
    PRIMARY KEY (build, key)
) WITH (fillfactor = 80);

CREATE INDEX view_rows_changes ON view_rows (build, position);

-- At each boundary, the rows that changed since the one before: a cache for looking back.
CREATE TABLE view_history (
    build bigint NOT NULL REFERENCES views ON DELETE CASCADE,
    key text COLLATE "C" NOT NULL,
    boundary bigint NOT NULL,
    row json,
    PRIMARY KEY (build, key, boundary)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON views, view_rows, view_history TO {application};

-- For dashboards that speak SQL: the rows of each live view by name.
CREATE VIEW live_rows AS
SELECT v.name AS view, r.key, r.row, r.position
FROM views v
JOIN view_rows r USING (build)
WHERE v.status = 'live' AND r.row IS NOT NULL;

GRANT SELECT ON live_rows TO {application};
