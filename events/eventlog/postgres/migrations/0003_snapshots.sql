-- Cached rows of projections at a position; deleting them costs time only.

CREATE TABLE snapshots (
    name text NOT NULL,
    version integer NOT NULL,
    position bigint NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (name, version, position)
);
