-- pairs
-- How often two units share a work, by year, primary topic and whether the work is international; each pair once.
-- works: full counting, a work of k units adds one to each of its k(k-1)/2 pairs. weight: fractional counting,
-- 1/(k-1), so that the pairs of a unit sum to its joint works (Newman 2001; Perianes-Rodriguez et al. 2016).
-- Works with more than ? units are left out.
-- Reads: presences.
SELECT
    a.unit,
    b.unit AS partner,
    a.year,
    a.topic_id,
    a.international,
    CAST(count(*) AS BIGINT) AS works,
    sum(CAST(1 AS DOUBLE) / (a.size - 1)) AS weight
FROM presences AS a
JOIN presences AS b ON b.work_id = a.work_id
WHERE a.unit < b.unit AND a.size >= 2 AND a.size <= ? /*most_units*/ AND b.size >= 2 AND b.size <= ? /*most_units*/
GROUP BY a.unit, b.unit, a.year, a.topic_id, a.international
