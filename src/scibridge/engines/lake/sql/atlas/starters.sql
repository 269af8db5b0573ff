-- starters
-- People who could start: those who signed most works on the subject from each of these units, three each.
-- Reads: residents (places of one level), wanted (unit), scopes.
WITH counted AS (
    SELECT r.unit, r.person_id, sum(r.works) AS works, max(r.year) AS last_year
    FROM residents AS r
    JOIN wanted AS w ON w.unit = r.unit
    WHERE r.year >= ? /*first_year*/ AND r.year <= ? /*last_year*/
        AND r.topic_id IN (SELECT topic_id FROM scopes WHERE depth = ? /*depth*/ AND node = ? /*node*/)
    GROUP BY r.unit, r.person_id
),
ranked AS (
    SELECT
        unit,
        person_id,
        works,
        last_year,
        row_number() OVER (PARTITION BY unit ORDER BY works DESC, last_year DESC, person_id) AS place
    FROM counted
)
SELECT unit, person_id, CAST(works AS BIGINT) AS works, CAST(last_year AS INT) AS last_year
FROM ranked
WHERE place <= 3
ORDER BY unit, place
