-- subjects
-- Every domain, field, subfield and topic with its name and what it belongs to.
-- Reads: topics.
SELECT 'domain' AS depth, domain_id AS node, min(domain) AS name, CAST(NULL AS BIGINT) AS above
FROM topics WHERE domain_id IS NOT NULL GROUP BY domain_id
UNION ALL
SELECT 'field' AS depth, field_id AS node, min(field) AS name, min(domain_id) AS above
FROM topics WHERE field_id IS NOT NULL GROUP BY field_id
UNION ALL
SELECT 'subfield' AS depth, subfield_id AS node, min(subfield) AS name, min(field_id) AS above
FROM topics WHERE subfield_id IS NOT NULL GROUP BY subfield_id
UNION ALL
SELECT 'topic' AS depth, topic_id AS node, topic AS name, subfield_id AS above FROM topics
