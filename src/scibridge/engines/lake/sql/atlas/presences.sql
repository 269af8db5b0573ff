-- presences
-- Each unit of each work with the facts of the work; size is how many units of this level the work has.
-- Reads: sides (of one level), facts.
WITH sizes AS (SELECT work_id, count(*) AS size FROM sides GROUP BY work_id)
SELECT
    s.unit,
    s.work_id,
    f.year,
    f.topic_id,
    f.international,
    f.cited_by,
    CAST(z.size AS INT) AS size,
    s.leads,
    s.closes
FROM sides AS s
JOIN sizes AS z ON z.work_id = s.work_id
JOIN facts AS f ON f.work_id = s.work_id
