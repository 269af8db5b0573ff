-- ranking
-- Every unit of a level by output; international works and leadership beside it.
-- Reads: cells (of one level), scopes.
WITH inside AS (SELECT topic_id FROM scopes WHERE depth = ? /*depth*/ AND node = ? /*node*/)
SELECT
    c.unit,
    CAST(sum(c.works) AS BIGINT) AS works,
    sum(c.share) AS share,
    CAST(sum(CASE WHEN c.international = 1 THEN c.works ELSE 0 END) AS BIGINT) AS international,
    CAST(sum(c.joint) AS BIGINT) AS joint,
    CAST(sum(c.joint_first) AS BIGINT) AS joint_first,
    CAST(sum(c.joint_last) AS BIGINT) AS joint_last
FROM cells AS c
JOIN inside AS i ON i.topic_id = c.topic_id
WHERE c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/ AND c.international >= ? /*least_international*/
GROUP BY c.unit
ORDER BY works DESC, c.unit
LIMIT ? /*most_rows*/ OFFSET ? /*from_row*/
