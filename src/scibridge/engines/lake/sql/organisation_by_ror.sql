-- The institution with this ROR address.
SELECT * FROM organisations WHERE ror = $ror ORDER BY works DESC, id LIMIT 1
