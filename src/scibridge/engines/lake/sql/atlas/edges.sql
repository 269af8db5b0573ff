-- edges
-- The pairs between the units of most works in the selection: a network small enough to be drawn,
-- with the works and the links of both.
-- Reads: cells, pairs (of one level), scopes.
WITH inside AS (SELECT topic_id FROM scopes WHERE depth = ? /*depth*/ AND node = ? /*node*/),
largest AS (
    SELECT c.unit, sum(c.works) AS works, sum(c.links) AS links
    FROM cells AS c
    JOIN inside AS i ON i.topic_id = c.topic_id
    WHERE c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/ AND c.international >= ? /*least_international*/
    GROUP BY c.unit
    ORDER BY works DESC, c.unit
    LIMIT ? /*most_nodes*/
)
SELECT
    p.unit,
    p.partner,
    CAST(sum(p.works) AS BIGINT) AS works,
    sum(p.weight) AS weight,
    CAST(a.works AS BIGINT) AS unit_works,
    CAST(b.works AS BIGINT) AS partner_works,
    CAST(a.links AS BIGINT) AS unit_links,
    CAST(b.links AS BIGINT) AS partner_links
FROM pairs AS p
JOIN inside AS i ON i.topic_id = p.topic_id
JOIN largest AS a ON a.unit = p.unit
JOIN largest AS b ON b.unit = p.partner
WHERE p.unit < p.partner
    AND p.year >= ? /*first_year*/ AND p.year <= ? /*last_year*/ AND p.international >= ? /*least_international*/
GROUP BY p.unit, p.partner, a.works, b.works, a.links, b.links
ORDER BY works DESC, p.unit, p.partner
