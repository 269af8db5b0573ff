-- topics
-- Each topic with its subfield, field and domain, as the works name them; equal ids with two names keep the first.
-- Reads: works_topics.
SELECT
    topic_id,
    min(name) AS topic,
    CAST(min(subfield_id) AS BIGINT) AS subfield_id,
    min(subfield) AS subfield,
    CAST(min(field_id) AS BIGINT) AS field_id,
    min(field) AS field,
    CAST(min(domain_id) AS BIGINT) AS domain_id,
    min(domain) AS domain
FROM works_topics
WHERE scheme = 'topic' AND topic_id IS NOT NULL
GROUP BY topic_id
