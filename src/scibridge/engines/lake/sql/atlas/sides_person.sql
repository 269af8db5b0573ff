-- sides_person
-- The people of each work that have an id, each once, and whether they sign first or last.
-- Reads: authorships.
SELECT
    work_id,
    person_id AS unit,
    CAST(max(CASE WHEN role = 'first' THEN 1 ELSE 0 END) AS INT) AS leads,
    CAST(max(CASE WHEN role = 'last' THEN 1 ELSE 0 END) AS INT) AS closes
FROM authorships
WHERE person_id IS NOT NULL
GROUP BY work_id, person_id
