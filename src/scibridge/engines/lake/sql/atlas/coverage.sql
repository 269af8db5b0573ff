-- coverage
-- Of the works in the selection: how many there are, how many could be placed at this level, how many have too many
-- units to be counted in pairs; and beside it the works of these years without a topic, and those without a year.
-- Reads: corpus (of one level), scopes.
SELECT
    CAST(sum(CASE WHEN i.topic_id IS NOT NULL AND c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/
        THEN c.works ELSE 0 END) AS BIGINT) AS works,
    CAST(sum(CASE WHEN i.topic_id IS NOT NULL AND c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/
        THEN c.placed ELSE 0 END) AS BIGINT) AS placed,
    CAST(sum(CASE WHEN i.topic_id IS NOT NULL AND c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/
        THEN c.left_out ELSE 0 END) AS BIGINT) AS left_out,
    CAST(sum(CASE WHEN c.topic_id = 0 AND c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/
        THEN c.works ELSE 0 END) AS BIGINT) AS without_topic,
    CAST(sum(CASE WHEN c.year = 0 THEN c.works ELSE 0 END) AS BIGINT) AS without_year
FROM corpus AS c
LEFT JOIN (
    SELECT topic_id FROM scopes WHERE depth = ? /*depth*/ AND node = ? /*node*/
) AS i ON i.topic_id = c.topic_id
WHERE c.international >= ? /*least_international*/
