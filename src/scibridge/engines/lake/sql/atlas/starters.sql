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
-- Ranking sorts: first all go who have fewer works than the third.
steps AS (SELECT unit, works, count(*) AS people FROM counted GROUP BY unit, works),
above AS (
    SELECT unit, works, sum(people) OVER (PARTITION BY unit ORDER BY works DESC) - people AS people
    FROM steps
),
least AS (SELECT unit, min(works) AS works FROM above WHERE people < 3 GROUP BY unit),
ranked AS (
    SELECT
        c.unit,
        c.person_id,
        c.works,
        c.last_year,
        row_number() OVER (PARTITION BY c.unit ORDER BY c.works DESC, c.last_year DESC, c.person_id) AS place
    FROM counted AS c
    JOIN least AS l ON l.unit = c.unit
    WHERE c.works >= l.works
)
SELECT unit, person_id, CAST(works AS BIGINT) AS works, CAST(last_year AS INT) AS last_year
FROM ranked
WHERE place <= 3
ORDER BY unit, place
