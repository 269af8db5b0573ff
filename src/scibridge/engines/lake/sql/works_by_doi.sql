-- The ids of the living works with this DOI, the most cited first.
SELECT id FROM works WHERE doi = $doi ORDER BY cited_by DESC, id LIMIT 1
