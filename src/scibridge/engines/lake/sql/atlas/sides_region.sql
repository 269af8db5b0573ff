-- sides_region
-- As sides_organisation, each organisation standing for the region it lies in; where that is not known, it has none.
-- Reads: authorships, families.
SELECT
    a.work_id,
    f.region AS unit,
    CAST(max(CASE WHEN a.role = 'first' THEN 1 ELSE 0 END) AS INT) AS leads,
    CAST(max(CASE WHEN a.role = 'last' THEN 1 ELSE 0 END) AS INT) AS closes
FROM authorships AS a
JOIN families AS f ON f.organisation_id = a.organisation_id
WHERE f.region <> ''
GROUP BY a.work_id, f.region
