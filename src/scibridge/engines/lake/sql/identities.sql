-- identities
-- The ROR address of every institution that has one.
SELECT id, ror FROM organisations WHERE ror IS NOT NULL AND ror <> ''
