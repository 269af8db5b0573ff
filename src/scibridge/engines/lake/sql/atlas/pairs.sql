-- pairs
-- How often two units share a work, by year, primary topic and whether the work is international; each pair once.
-- works: full counting, a work of k units adds one to each of its k(k-1)/2 pairs. weight: fractional counting,
-- 1/(k-1), so that the pairs of a unit sum to its joint works (Newman 2001; Perianes-Rodriguez et al. 2016).
-- Works with more than ? units are left out.
-- Reads: presences, facts.
WITH joined AS (
    -- As narrow as it can be: this is the join that grows.
    SELECT work_id, unit, size FROM presences WHERE size >= 2 AND size <= ? /*most_units*/
)
SELECT
    a.unit,
    b.unit AS partner,
    f.year,
    f.topic_id,
    f.international,
    CAST(count(*) AS BIGINT) AS works,
    sum(CAST(1 AS DOUBLE) / (a.size - 1)) AS weight
FROM joined AS a
JOIN joined AS b ON b.work_id = a.work_id
JOIN facts AS f ON f.work_id = a.work_id
WHERE a.unit < b.unit
GROUP BY a.unit, b.unit, f.year, f.topic_id, f.international
