-- Who signed these works, and for which organisations, in order of position.
SELECT work_id, position, person_id, person_name, orcid, organisation_id, organisation_name, ror, country
FROM authorships WHERE work_id IN ($ids)
ORDER BY work_id, position
