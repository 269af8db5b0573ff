-- topic_order
-- A place for every topic: those of one subfield, field and domain stand side by side; 0 is no topic.
-- Reads: topics.
SELECT CAST(0 AS BIGINT) AS topic_id, CAST(0 AS INT) AS place
UNION ALL
SELECT
    topic_id,
    CAST(
        row_number() OVER (
            ORDER BY coalesce(domain_id, 0), coalesce(field_id, 0), coalesce(subfield_id, 0), topic_id
        ) AS INT
    ) AS place
FROM topics
