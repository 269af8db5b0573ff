-- corpus_years
-- The works of the corpus in the selection, by year, and those of two countries or more.
-- Reads: corpus, scopes.
SELECT
    c.year,
    CAST(sum(c.works) AS BIGINT) AS works,
    CAST(sum(CASE WHEN c.international = 1 THEN c.works ELSE 0 END) AS BIGINT) AS international
FROM corpus AS c
WHERE c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/ AND c.international >= ? /*least_international*/
    AND c.topic_id IN (SELECT topic_id FROM scopes WHERE depth = ? /*depth*/ AND node = ? /*node*/)
GROUP BY c.year
ORDER BY c.year
