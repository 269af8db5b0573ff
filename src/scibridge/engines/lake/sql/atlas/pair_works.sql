-- pair_works
-- The works behind a pair: newest first; as in pairs, works of too many units are left out.
-- Reads: presences (of one level), scopes.
SELECT p.work_id, p.year
FROM presences AS p
JOIN presences AS q ON q.work_id = p.work_id
WHERE p.unit = ? /*unit*/ AND q.unit = ? /*partner*/
    AND p.size <= ? /*most_units*/
    AND p.year >= ? /*first_year*/ AND p.year <= ? /*last_year*/ AND p.international >= ? /*least_international*/
    AND p.topic_id IN (SELECT topic_id FROM scopes WHERE depth = ? /*depth*/ AND node = ? /*node*/)
ORDER BY p.year DESC, p.work_id DESC
LIMIT ? /*most_rows*/ OFFSET ? /*from_row*/
