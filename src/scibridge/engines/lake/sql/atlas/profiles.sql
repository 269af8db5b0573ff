-- profiles
-- What each of these units works on, by topic, in these years: for how close two are.
-- Reads: cells (of one level), wanted (unit).
SELECT c.unit, c.topic_id, CAST(sum(c.works) AS BIGINT) AS works
FROM cells AS c
JOIN wanted AS w ON w.unit = c.unit
WHERE c.topic_id <> 0
    AND c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/ AND c.international >= ? /*least_international*/
GROUP BY c.unit, c.topic_id
ORDER BY c.unit, c.topic_id
