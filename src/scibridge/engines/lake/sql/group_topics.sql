-- group_topics
-- The topics of most works of each group (see group_works), twelve at most; equal ones in order of id.
WITH members AS (SELECT unnest($institutions) AS organisation_id, unnest($groups) AS name),
subjects AS (SELECT unnest($topics) AS topic_id, unnest($challenges) AS name),
touched AS (
    SELECT DISTINCT m.name, a.work_id FROM authorships AS a JOIN members AS m ON m.organisation_id = a.organisation_id
    UNION ALL
    SELECT DISTINCT 'country:' || country, work_id FROM authorships WHERE country <> ''
    UNION ALL
    SELECT DISTINCT s.name, t.work_id
    FROM works_topics AS t
    JOIN subjects AS s ON s.topic_id = t.topic_id
    WHERE t.scheme = 'topic'
),
counted AS (
    SELECT t.name, s.topic_id, count(DISTINCT t.work_id) AS works
    FROM touched AS t
    JOIN works_topics AS s ON s.work_id = t.work_id
    WHERE s.scheme = 'topic' AND s.topic_id IS NOT NULL
    GROUP BY t.name, s.topic_id
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY name ORDER BY works DESC, topic_id) AS place FROM counted
),
named AS (
    SELECT topic_id, min(name) AS topic, min(field) AS field FROM works_topics WHERE scheme = 'topic' GROUP BY topic_id
)
SELECT r.name, r.topic_id, n.topic, n.field, r.works
FROM ranked AS r
JOIN named AS n ON n.topic_id = r.topic_id
WHERE r.place <= 12
ORDER BY r.name, r.place
