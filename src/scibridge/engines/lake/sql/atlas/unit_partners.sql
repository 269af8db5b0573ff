-- unit_partners
-- With whom one unit works, and how strongly:
-- works, weight: joint works in full and fractional counting (see pairs).
-- salton: works / sqrt(n1 * n2); jaccard: works / (n1 + n2 - works), n the works of each (Salton and McGill 1983;
-- Luukkonen et al. 1993).
-- intensity: works * C / (c1 * c2), c the partners of each summed over works, C their sum: above 1, more than size
-- alone would give (Balassa 1965; as probabilistic affinity, Zitt et al. 2000).
-- Reads: cells, pairs, corpus (of one level; links are those of the level), scopes.
WITH inside AS (SELECT topic_id FROM scopes WHERE depth = ? /*depth*/ AND node = ? /*node*/),
joined AS (
    SELECT
        p.partner,
        sum(p.works) AS works,
        sum(p.weight) AS weight,
        min(CASE WHEN p.year > 0 THEN p.year END) AS first_year,
        max(p.year) AS last_year
    FROM pairs AS p
    JOIN inside AS i ON i.topic_id = p.topic_id
    WHERE p.unit = ? /*unit*/
        AND p.year >= ? /*first_year*/ AND p.year <= ? /*last_year*/ AND p.international >= ? /*least_international*/
    GROUP BY p.partner
),
sizes AS (
    SELECT c.unit, sum(c.works) AS works, sum(c.links) AS links
    FROM cells AS c
    JOIN inside AS i ON i.topic_id = c.topic_id
    WHERE c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/ AND c.international >= ? /*least_international*/
        AND c.unit IN (SELECT partner FROM joined UNION ALL SELECT ? /*unit*/ AS partner)
    GROUP BY c.unit
),
own AS (SELECT works, links FROM sizes WHERE unit = ? /*unit*/),
whole AS (
    SELECT sum(c.links) AS links
    FROM corpus AS c
    JOIN inside AS i ON i.topic_id = c.topic_id
    WHERE c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/ AND c.international >= ? /*least_international*/
)
SELECT
    j.partner,
    CAST(j.works AS BIGINT) AS works,
    j.weight,
    CAST(s.works AS BIGINT) AS partner_works,
    CAST(o.works AS BIGINT) AS own_works,
    j.works / sqrt(CAST(o.works AS DOUBLE) * s.works) AS salton,
    CAST(j.works AS DOUBLE) / (o.works + s.works - j.works) AS jaccard,
    CAST(j.works AS DOUBLE) * w.links / (CAST(o.links AS DOUBLE) * s.links) AS intensity,
    CAST(j.first_year AS INT) AS first_year,
    CAST(j.last_year AS INT) AS last_year
FROM joined AS j
JOIN sizes AS s ON s.unit = j.partner
CROSS JOIN own AS o
CROSS JOIN whole AS w
ORDER BY j.works DESC, j.partner
