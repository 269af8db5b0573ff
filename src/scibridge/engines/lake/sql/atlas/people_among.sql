-- people_among
-- How many people signed from each of these units in the selection: figures that judge few are not told.
-- Reads: residents (places of one level), wanted (unit), scopes.
SELECT r.unit, CAST(count(DISTINCT r.person_id) AS BIGINT) AS people
FROM residents AS r
JOIN wanted AS w ON w.unit = r.unit
WHERE r.year >= ? /*first_year*/ AND r.year <= ? /*last_year*/ AND r.international >= ? /*least_international*/
    AND r.topic_id IN (SELECT topic_id FROM scopes WHERE depth = ? /*depth*/ AND node = ? /*node*/)
GROUP BY r.unit
ORDER BY r.unit
