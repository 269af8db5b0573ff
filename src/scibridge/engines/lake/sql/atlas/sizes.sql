-- sizes
-- The works of each of these units in the selection.
-- Reads: cells (of one level), wanted (unit), scopes.
SELECT c.unit, CAST(sum(c.works) AS BIGINT) AS works, CAST(sum(c.links) AS BIGINT) AS links
FROM cells AS c
JOIN wanted AS w ON w.unit = c.unit
WHERE c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/ AND c.international >= ? /*least_international*/
    AND c.topic_id IN (SELECT topic_id FROM scopes WHERE depth = ? /*depth*/ AND node = ? /*node*/)
GROUP BY c.unit
ORDER BY c.unit
