-- sizes
-- Works with a topic of each unit: what its works on one subject are a share of.
-- Reads: cells (of one level).
SELECT unit, year, international, CAST(sum(works) AS BIGINT) AS works
FROM cells
WHERE topic_id <> 0
GROUP BY unit, year, international
ORDER BY unit, year, international
