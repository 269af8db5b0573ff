-- Which row of every record touched by the staged parts lives on. The newest update wins, whatever the order of
-- arrival; a staged row that says the same as the living one does not replace it.
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
        row_number() OVER newest AS place,
        first_value(fingerprint) OVER newest AS newest_fingerprint,
        max(CASE WHEN living THEN fingerprint END) OVER (PARTITION BY id) AS living_fingerprint
    FROM candidates
    WINDOW newest AS (PARTITION BY id ORDER BY updated DESC, fingerprint DESC, living DESC, part)
)
SELECT
    id,
    part,
    living,
    CASE WHEN newest_fingerprint = living_fingerprint THEN living ELSE place = 1 END AS wins,
    living_fingerprint IS NOT NULL AS was_known
FROM placed
