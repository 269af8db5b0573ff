-- The works of one institution, newest first.
SELECT id, title, year, venue, language, cited_by
FROM works
WHERE id IN (SELECT work_id FROM authorships WHERE organisation_id = $id)
ORDER BY year DESC NULLS LAST, id DESC
LIMIT $limit OFFSET $offset
