-- links
-- The partners of all units of a level, summed over the works of the selection: C in the relative intensity.
-- Reads: corpus (of one level), scopes.
SELECT CAST(sum(c.links) AS BIGINT) AS links
FROM corpus AS c
WHERE c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/ AND c.international >= ? /*least_international*/
    AND c.topic_id IN (SELECT topic_id FROM scopes WHERE depth = ? /*depth*/ AND node = ? /*node*/)
