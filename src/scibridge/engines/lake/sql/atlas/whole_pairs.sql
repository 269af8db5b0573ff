-- whole_pairs
-- The pairs of one level summed over topics, as topic 0: for who asks for every subject.
-- Reads: pairs (of one level).
SELECT
    unit,
    partner,
    year,
    CAST(0 AS BIGINT) AS topic_id,
    international,
    CAST(sum(works) AS BIGINT) AS works,
    sum(weight) AS weight
FROM pairs
GROUP BY unit, partner, year, international
ORDER BY unit, partner, year, international
