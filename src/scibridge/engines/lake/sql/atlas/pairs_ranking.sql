-- pairs_ranking
-- The strongest pairs of a level, with the measures of unit_partners.
-- Reads: cells, pairs, corpus (of one level; links are those of the level), scopes.
WITH inside AS (SELECT topic_id FROM scopes WHERE depth = ? /*depth*/ AND node = ? /*node*/),
joined AS (
    SELECT p.unit, p.partner, sum(p.works) AS works, sum(p.weight) AS weight
    FROM pairs AS p
    JOIN inside AS i ON i.topic_id = p.topic_id
    WHERE p.unit < p.partner
        AND p.year >= ? /*first_year*/ AND p.year <= ? /*last_year*/ AND p.international >= ? /*least_international*/
    GROUP BY p.unit, p.partner
    ORDER BY works DESC, p.unit, p.partner
    LIMIT ? /*most_rows*/
),
sizes AS (
    SELECT c.unit, sum(c.works) AS works, sum(c.links) AS links
    FROM cells AS c
    JOIN inside AS i ON i.topic_id = c.topic_id
    WHERE c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/ AND c.international >= ? /*least_international*/
        AND c.unit IN (SELECT unit FROM joined UNION ALL SELECT partner FROM joined)
    GROUP BY c.unit
),
whole AS (
    SELECT sum(c.links) AS links
    FROM corpus AS c
    JOIN inside AS i ON i.topic_id = c.topic_id
    WHERE c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/ AND c.international >= ? /*least_international*/
)
SELECT
    j.unit,
    j.partner,
    CAST(j.works AS BIGINT) AS works,
    j.weight,
    CAST(a.works AS BIGINT) AS unit_works,
    CAST(b.works AS BIGINT) AS partner_works,
    j.works / sqrt(CAST(a.works AS DOUBLE) * b.works) AS salton,
    CAST(j.works AS DOUBLE) / (a.works + b.works - j.works) AS jaccard,
    CAST(j.works AS DOUBLE) * w.links / (CAST(a.links AS DOUBLE) * b.links) AS intensity
FROM joined AS j
JOIN sizes AS a ON a.unit = j.unit
JOIN sizes AS b ON b.unit = j.partner
CROSS JOIN whole AS w
ORDER BY j.works DESC, j.unit, j.partner
