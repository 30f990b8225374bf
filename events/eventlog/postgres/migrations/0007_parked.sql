-- What failures hold up: keys of a view that are parked, and reactors that have stopped.

CREATE TABLE parked (
    build bigint NOT NULL REFERENCES views ON DELETE CASCADE,
    subject text COLLATE "C" NOT NULL,
    position bigint NOT NULL,  -- of the event that failed; it and what follows about the subject is left out
    reason text NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (build, subject)
);

GRANT SELECT, INSERT, DELETE ON parked TO {application};

CREATE TABLE stopped_reactors (
    name text PRIMARY KEY,
    version integer NOT NULL,
    position bigint NOT NULL,  -- the failure lies here, or before
    reason text NOT NULL,
    stopped_at timestamptz NOT NULL DEFAULT now()
);

GRANT SELECT, INSERT, UPDATE, DELETE ON stopped_reactors TO {application};
