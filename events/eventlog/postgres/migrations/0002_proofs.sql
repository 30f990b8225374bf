-- What proves the log: inner nodes of its Merkle tree, filled behind the appends, and signed heads.

CREATE TABLE tiles (
    level smallint NOT NULL CHECK (level >= 1),
    index bigint NOT NULL,
    hashes bytea NOT NULL,  -- up to 256 nodes of 32 bytes
    PRIMARY KEY (level, index)
);

CREATE TABLE signed_heads (
    position bigint NOT NULL,
    key_id text NOT NULL,
    root bytea NOT NULL,
    signed_at timestamptz NOT NULL,
    note text NOT NULL,  -- the C2SP checkpoint, signatures and all
    PRIMARY KEY (position, key_id)
);

CALL make_append_only('signed_heads');
