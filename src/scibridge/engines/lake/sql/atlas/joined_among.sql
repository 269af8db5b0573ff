-- joined_among
-- Joint works in the selection between each two of these units.
-- Reads: pairs (of one level), wanted (unit), scopes.
SELECT p.unit, p.partner, CAST(sum(p.works) AS BIGINT) AS works
FROM pairs AS p
JOIN wanted AS w ON w.unit = p.unit
JOIN wanted AS v ON v.unit = p.partner
WHERE p.year >= ? /*first_year*/ AND p.year <= ? /*last_year*/ AND p.international >= ? /*least_international*/
    AND p.topic_id IN (SELECT topic_id FROM scopes WHERE depth = ? /*depth*/ AND node = ? /*node*/)
GROUP BY p.unit, p.partner
ORDER BY p.unit, p.partner
