-- merged_pairs
-- The pairs of all partitions summed, each from both sides, so that a unit's partners lie together.
-- Reads: part_pairs.
WITH summed AS (
    SELECT
        unit,
        partner,
        year,
        topic_id,
        international,
        CAST(sum(works) AS BIGINT) AS works,
        sum(weight) AS weight
    FROM part_pairs
    GROUP BY unit, partner, year, topic_id, international
)
SELECT unit, partner, year, topic_id, international, works, weight FROM summed
UNION ALL
SELECT partner AS unit, unit AS partner, year, topic_id, international, works, weight FROM summed
ORDER BY unit, partner, year, topic_id, international
