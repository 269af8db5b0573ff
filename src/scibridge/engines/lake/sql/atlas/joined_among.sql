-- joined_among
-- Joint works between each two of these units: on the subject, and on anything, in these years.
-- Reads: pairs (of one level), wanted (unit), scopes.
SELECT
    p.unit,
    p.partner,
    CAST(sum(CASE WHEN i.topic_id IS NOT NULL THEN p.works ELSE 0 END) AS BIGINT) AS works,
    CAST(sum(p.works) AS BIGINT) AS all_works
FROM pairs AS p
JOIN wanted AS w ON w.unit = p.unit
JOIN wanted AS v ON v.unit = p.partner
LEFT JOIN (
    SELECT topic_id FROM scopes WHERE depth = ? /*depth*/ AND node = ? /*node*/
) AS i ON i.topic_id = p.topic_id
WHERE p.year >= ? /*first_year*/ AND p.year <= ? /*last_year*/ AND p.international >= ? /*least_international*/
GROUP BY p.unit, p.partner
ORDER BY p.unit, p.partner
