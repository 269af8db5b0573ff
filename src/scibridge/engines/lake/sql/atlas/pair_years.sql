-- pair_years
-- How often two organisations share a work, by year, straight from the rows of the lake: who wants nothing else need not
-- have everything computed. Works with more than ? organisations are left out. As pairs, summed over topics; each pair once.
-- Reads: authorships, works.
WITH signed AS (
    SELECT DISTINCT work_id, organisation_id AS unit FROM authorships WHERE organisation_id IS NOT NULL
),
sized AS (SELECT work_id, count(*) AS units FROM signed GROUP BY work_id),
-- Years join works while these are few; pairs only carry them.
dated AS (
    SELECT w.id AS work_id, CAST(coalesce(w.year, 0) AS INT) AS year
    FROM works AS w
    JOIN sized AS z ON z.work_id = w.id
    WHERE z.units >= 2 AND z.units <= ? /*most_units*/
),
joined AS (SELECT s.work_id, s.unit, d.year FROM dated AS d JOIN signed AS s ON s.work_id = d.work_id)
SELECT a.unit, b.unit AS partner, a.year, CAST(count(*) AS BIGINT) AS works
FROM joined AS a
JOIN joined AS b ON b.work_id = a.work_id
WHERE a.unit < b.unit
GROUP BY a.unit, b.unit, a.year
