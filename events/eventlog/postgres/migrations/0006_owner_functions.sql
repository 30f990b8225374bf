-- What runs as the owner sees no object of the caller's. Unless a path names it, pg_temp is searched
-- before everything else, pg_catalog included: whoever may make a temporary view could call it
-- pg_inherits, and make_room would read it with the owner's rights.

ALTER FUNCTION make_room(bigint) SET search_path = {schema}, pg_temp;
ALTER FUNCTION position_at(timestamptz) SET search_path = {schema}, pg_temp;

-- And nobody needs to make any, so nobody may, where that is ours to say. One hub at a time: the
-- database's rights are a single row, which two transactions cannot change at once.
SELECT pg_advisory_xact_lock(hashtextextended('soms migrations: roles and schemas', 0));

DO $$
BEGIN
    IF pg_has_role((SELECT datdba FROM pg_database WHERE datname = current_database()), 'USAGE')
    THEN
        EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    END IF;
END $$;
