-- Which row of every record touched by the staged parts lives on: the newest update, whatever the order of arrival;
-- between two equal ones the row that lives already, so that loading the same again changes nothing.
-- Reads the views living_rows and staged_rows (id, fingerprint, updated, part).
WITH candidates AS (
    SELECT id, fingerprint, updated, part, TRUE AS living
    FROM living_rows
    WHERE id IN (SELECT id FROM staged_rows)
    UNION ALL
    SELECT id, fingerprint, updated, part, FALSE AS living
    FROM staged_rows
),
placed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY id ORDER BY updated DESC, fingerprint DESC, living DESC, part
        ) AS place,
        max(CASE WHEN living THEN fingerprint END) OVER (PARTITION BY id) AS living_fingerprint
    FROM candidates
)
SELECT
    id,
    part,
    living,
    place = 1 AS wins,
    living_fingerprint IS NOT NULL AS was_known,
    living_fingerprint IS DISTINCT FROM fingerprint AS differs
FROM placed
