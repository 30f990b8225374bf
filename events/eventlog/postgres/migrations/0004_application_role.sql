-- What the application may do: read, append, and move the head and its checkpoints. Never more.

GRANT USAGE ON SCHEMA {schema} TO {application};
GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {application};
GRANT INSERT ON events, event_ids, event_tags, names, checkpoints, tiles, signed_heads, snapshots
    TO {application};
GRANT UPDATE ON head, checkpoints, tiles, snapshots TO {application};
GRANT DELETE ON snapshots TO {application};

REVOKE ALL ON FUNCTION make_room(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_room(bigint) TO {application};
REVOKE ALL ON PROCEDURE make_append_only(regclass) FROM PUBLIC;
