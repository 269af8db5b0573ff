-- subject
-- A subject with the works of the corpus on it; subjects below it come after, largest first.
-- Reads: corpus, scopes, subjects.
WITH counted AS (
    SELECT s.depth, s.node, sum(c.works) AS works
    FROM scopes AS s
    JOIN corpus AS c ON c.topic_id = s.topic_id
    WHERE (s.depth = ? /*depth*/ OR s.depth = ? /*shown_depth*/)
        AND c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/
        AND c.international >= ? /*least_international*/
    GROUP BY s.depth, s.node
)
SELECT n.depth, n.node, n.name, n.above, CAST(coalesce(c.works, 0) AS BIGINT) AS works
FROM subjects AS n
LEFT JOIN counted AS c ON c.depth = n.depth AND c.node = n.node
WHERE (n.depth = ? /*depth*/ AND n.node = ? /*node*/)
    OR (n.depth = ? /*shown_depth*/ AND (n.above = ? /*node*/ OR ? /*depth*/ = 'all'))
ORDER BY CASE WHEN n.depth = ? /*depth*/ THEN 0 ELSE 1 END, works DESC, n.node
