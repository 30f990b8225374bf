-- What is kept outside the log, because it must be possible to destroy it: the keys that people's
-- names are sealed with, and what people and programs prove themselves with, as hashes.

CREATE TABLE person_keys (
    key_id text COLLATE "C" PRIMARY KEY,
    key bytea CHECK (octet_length(key) = 32),
    made_at timestamptz NOT NULL DEFAULT now(),
    destroyed_at timestamptz,
    CHECK ((key IS NULL) = (destroyed_at IS NOT NULL))
);

-- Destroys a key for good; whether there was one to destroy. An UPDATE alone would leave the old
-- row's bytes in the table's file, for vacuuming does not overwrite them: so the table gets a new
-- file, and the old one is removed with the commit. It is small, and this is rare.
CREATE FUNCTION destroy_key(doomed text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
DECLARE
    kept person_keys[];
BEGIN
    LOCK TABLE person_keys IN ACCESS EXCLUSIVE MODE;
    IF NOT EXISTS (SELECT FROM person_keys WHERE key_id = doomed AND key IS NOT NULL) THEN
        RETURN false;
    END IF;
    kept := ARRAY(SELECT person_keys FROM person_keys WHERE key_id <> doomed);
    TRUNCATE person_keys;
    INSERT INTO person_keys SELECT * FROM unnest(kept);
    INSERT INTO person_keys (key_id, destroyed_at) VALUES (doomed, now());
    RETURN true;
END $$;

REVOKE ALL ON FUNCTION destroy_key(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION destroy_key(text) TO {application};
GRANT SELECT, INSERT ON person_keys TO {application};

CREATE TABLE passwords (
    person bigint PRIMARY KEY,
    hash text NOT NULL,  -- Argon2id, salt and costs included
    changed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE api_tokens (
    id text COLLATE "C" PRIMARY KEY,
    person bigint NOT NULL,
    label text NOT NULL,
    hash text NOT NULL,  -- Argon2id of the secret part
    made_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz
);

CREATE INDEX api_tokens_person ON api_tokens (person);

CREATE TABLE sessions (
    digest bytea PRIMARY KEY,  -- SHA-256 of the cookie, which is random and long
    person bigint NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);

CREATE INDEX sessions_person ON sessions (person);
CREATE INDEX sessions_expiry ON sessions (expires_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON passwords TO {application};
GRANT SELECT, INSERT, DELETE ON api_tokens, sessions TO {application};
