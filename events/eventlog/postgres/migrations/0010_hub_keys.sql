-- Keys of the hub itself, kept outside the log like those of people: what claims are made out with.

CREATE TABLE hub_keys (
    name text COLLATE "C" PRIMARY KEY,
    key bytea NOT NULL CHECK (octet_length(key) = 32),
    made_at timestamptz NOT NULL DEFAULT now()
);

GRANT SELECT, INSERT ON hub_keys TO {application};
