-- sides_family
-- As sides_organisation, each organisation standing for the uppermost one it belongs to (see families).
-- Reads: authorships, families.
SELECT
    a.work_id,
    coalesce(f.family_id, a.organisation_id) AS unit,
    CAST(max(CASE WHEN a.role = 'first' THEN 1 ELSE 0 END) AS INT) AS leads,
    CAST(max(CASE WHEN a.role = 'last' THEN 1 ELSE 0 END) AS INT) AS closes
FROM authorships AS a
LEFT JOIN families AS f ON f.organisation_id = a.organisation_id
WHERE a.organisation_id IS NOT NULL
GROUP BY a.work_id, coalesce(f.family_id, a.organisation_id)
