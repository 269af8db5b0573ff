-- selected_works
-- The works of a selection that could be placed at a level: newest first.
-- Reads: presences (of one level), scopes.
SELECT DISTINCT p.work_id, p.year
FROM presences AS p
WHERE p.year >= ? /*first_year*/ AND p.year <= ? /*last_year*/ AND p.international >= ? /*least_international*/
    AND p.topic_id IN (SELECT topic_id FROM scopes WHERE depth = ? /*depth*/ AND node = ? /*node*/)
ORDER BY p.year DESC, p.work_id DESC
LIMIT ? /*most_rows*/ OFFSET ? /*from_row*/
