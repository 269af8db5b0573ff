-- Authors whose latest works name this institution, most works first.
SELECT people.*
FROM people
WHERE list_contains(list_transform(organisations, lambda one: one.id), $id)
ORDER BY works DESC, id
LIMIT $limit OFFSET $offset
