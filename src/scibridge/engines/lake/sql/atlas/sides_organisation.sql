-- sides_organisation
-- The organisations of each work, each once, and whether the first and the last author are there.
-- Reads: authorships.
SELECT
    work_id,
    organisation_id AS unit,
    CAST(max(CASE WHEN role = 'first' THEN 1 ELSE 0 END) AS INT) AS leads,
    CAST(max(CASE WHEN role = 'last' THEN 1 ELSE 0 END) AS INT) AS closes
FROM authorships
WHERE organisation_id IS NOT NULL
GROUP BY work_id, organisation_id
