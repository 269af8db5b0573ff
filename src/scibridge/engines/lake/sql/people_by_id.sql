-- The authors with these ids, in order of id.
SELECT * FROM people WHERE id IN ($ids) ORDER BY id
