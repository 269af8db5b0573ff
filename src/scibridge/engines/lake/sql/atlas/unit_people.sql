-- unit_people
-- How many people signed from one unit, and how many of them for the first time in the corpus, by year; year 0 has both
-- for all years together.
-- Reads: residents (places of one level: unit, person_id, year, topic_id, international, debut), scopes.
WITH mine AS (
    SELECT DISTINCT r.person_id, r.year, r.debut
    FROM residents AS r
    WHERE r.unit = ? /*unit*/
        AND r.year >= ? /*first_year*/ AND r.year <= ? /*last_year*/ AND r.international >= ? /*least_international*/
        AND r.topic_id IN (SELECT topic_id FROM scopes WHERE depth = ? /*depth*/ AND node = ? /*node*/)
)
SELECT
    year,
    CAST(count(*) AS BIGINT) AS people,
    CAST(sum(CASE WHEN year = debut AND year > 0 THEN 1 ELSE 0 END) AS BIGINT) AS newcomers
FROM mine
WHERE year > 0
GROUP BY year
UNION ALL
SELECT
    0 AS year,
    CAST(count(DISTINCT person_id) AS BIGINT) AS people,
    CAST(count(DISTINCT CASE WHEN year = debut AND year > 0 THEN person_id END) AS BIGINT) AS newcomers
FROM mine
ORDER BY year
