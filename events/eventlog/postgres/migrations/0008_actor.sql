-- Most events are told by what they are about: then the actor is the subject, and takes no room.

ALTER TABLE events ALTER COLUMN actor_id DROP NOT NULL;

CREATE OR REPLACE VIEW log AS
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
LEFT JOIN names a ON a.id = COALESCE(e.actor_id, e.subject_id);  -- 0 is nobody
