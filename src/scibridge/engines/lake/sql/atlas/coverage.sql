-- coverage
-- Of the works in the selection: how many there are, how many could be placed at this level, how many have too many
-- units to be counted in pairs; and beside it the works of these years without a topic, and those without a year.
-- Reads: corpus (of one level), scopes.
WITH chosen AS (
    SELECT sum(c.works) AS works, sum(c.placed) AS placed, sum(c.left_out) AS left_out
    FROM corpus AS c
    WHERE c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/ AND c.international >= ? /*least_international*/
        AND c.topic_id IN (SELECT topic_id FROM scopes WHERE depth = ? /*depth*/ AND node = ? /*node*/)
),
unknown AS (
    SELECT
        sum(CASE WHEN c.topic_id = 0 AND c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/
            THEN c.works ELSE 0 END) AS without_topic,
        sum(CASE WHEN c.year = 0 THEN c.works ELSE 0 END) AS without_year
    FROM corpus AS c
    WHERE (c.topic_id = 0 OR c.year = 0) AND c.international >= ? /*least_international*/
)
SELECT
    CAST(coalesce(c.works, 0) AS BIGINT) AS works,
    CAST(coalesce(c.placed, 0) AS BIGINT) AS placed,
    CAST(coalesce(c.left_out, 0) AS BIGINT) AS left_out,
    CAST(coalesce(u.without_topic, 0) AS BIGINT) AS without_topic,
    CAST(coalesce(u.without_year, 0) AS BIGINT) AS without_year
FROM chosen AS c
CROSS JOIN unknown AS u
