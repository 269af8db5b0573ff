-- scopes
-- Which topics lie within a subject: everything (topic 0 is a work without one), a domain, a field, a subfield, a topic.
-- Reads: topics.
SELECT 'all' AS depth, CAST(0 AS BIGINT) AS node, CAST(0 AS BIGINT) AS topic_id
UNION ALL
SELECT 'all' AS depth, CAST(0 AS BIGINT) AS node, topic_id FROM topics
UNION ALL
SELECT 'domain' AS depth, domain_id AS node, topic_id FROM topics WHERE domain_id IS NOT NULL
UNION ALL
SELECT 'field' AS depth, field_id AS node, topic_id FROM topics WHERE field_id IS NOT NULL
UNION ALL
SELECT 'subfield' AS depth, subfield_id AS node, topic_id FROM topics WHERE subfield_id IS NOT NULL
UNION ALL
SELECT 'topic' AS depth, topic_id AS node, topic_id FROM topics
