-- The institutions with these ids, in order of id.
SELECT * FROM organisations WHERE id IN ($ids) ORDER BY id
