-- The institutions with these ids, in order of id.
SELECT * FROM organisations WHERE id IN (SELECT unnest($ids)) ORDER BY id
