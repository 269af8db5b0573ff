-- merged_topics
-- The topics of all partitions, each once.
-- Reads: part_topics.
SELECT
    topic_id,
    min(topic) AS topic,
    min(subfield_id) AS subfield_id,
    min(subfield) AS subfield,
    min(field_id) AS field_id,
    min(field) AS field,
    min(domain_id) AS domain_id,
    min(domain) AS domain
FROM part_topics
GROUP BY topic_id
ORDER BY topic_id
