-- person_pairs
-- As pairs, for people, from both sides; not stored but counted when asked. Works of more than 50 people are left out.
-- Reads: presences (of people), signatures.
SELECT
    a.unit,
    b.unit AS partner,
    a.year,
    a.topic_id,
    a.international,
    CAST(count(*) AS BIGINT) AS works,
    sum(CAST(1 AS DOUBLE) / (a.size - 1)) AS weight
FROM presences AS a
JOIN signatures AS b ON b.work_id = a.work_id
WHERE a.unit <> b.unit
GROUP BY a.unit, b.unit, a.year, a.topic_id, a.international
