-- pair_years
-- How often two organisations share a work, by year, straight from the rows of the lake: who wants nothing else need not
-- have everything computed. Works with more than ? organisations are left out. As pairs, summed over topics; each pair once.
-- Reads: authorships, works.
WITH signed AS (
    SELECT DISTINCT work_id, organisation_id AS unit FROM authorships WHERE organisation_id IS NOT NULL
),
chosen AS (
    SELECT work_id FROM signed GROUP BY work_id HAVING count(*) >= 2 AND count(*) <= ? /*most_units*/
),
joined AS (SELECT s.work_id, s.unit FROM signed AS s JOIN chosen AS c ON c.work_id = s.work_id),
-- Two columns on either side: years join what has been paired.
paired AS (
    SELECT a.work_id, a.unit, b.unit AS partner
    FROM joined AS a
    JOIN joined AS b ON b.work_id = a.work_id
    WHERE a.unit < b.unit
)
SELECT
    p.unit,
    p.partner,
    CAST(coalesce(w.year, 0) AS INT) AS year,
    CAST(count(*) AS BIGINT) AS works
FROM paired AS p
JOIN works AS w ON w.id = p.work_id
GROUP BY p.unit, p.partner, CAST(coalesce(w.year, 0) AS INT)
