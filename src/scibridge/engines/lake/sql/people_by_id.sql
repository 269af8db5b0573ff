-- The authors with these ids, in order of id.
SELECT * FROM people WHERE id IN (SELECT unnest($ids)) ORDER BY id
