-- usual
-- How often the works of one topic and year are cited on average: what normalised citations are measured by.
-- Reads: corpus.
SELECT year, topic_id, CAST(sum(citations) AS DOUBLE) / sum(works) AS average
FROM corpus
GROUP BY year, topic_id
ORDER BY topic_id, year
