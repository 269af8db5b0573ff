-- sides_country
-- The countries of each work, each once, and whether the first and the last author are there.
-- Reads: works_countries, authorships.
WITH named AS (
    SELECT work_id, country AS unit, 0 AS leads, 0 AS closes FROM works_countries
    UNION ALL
    SELECT
        work_id,
        country AS unit,
        CASE WHEN role = 'first' THEN 1 ELSE 0 END AS leads,
        CASE WHEN role = 'last' THEN 1 ELSE 0 END AS closes
    FROM authorships
    WHERE country IS NOT NULL
)
SELECT work_id, unit, CAST(max(leads) AS INT) AS leads, CAST(max(closes) AS INT) AS closes
FROM named
WHERE unit <> ''
GROUP BY work_id, unit
