-- group_works
-- Works of each group: how many, how many of them carry a topic, from which year to which. Groups are those given
-- as pairs of institution and name, countries by code, and challenges through the topics given as pairs.
-- A work counts once for a group, however many of its authors belong to it.
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
placed AS (SELECT DISTINCT work_id FROM works_topics WHERE scheme = 'topic')
SELECT
    t.name,
    count(*) AS works,
    count(p.work_id) AS placed,
    min(w.year) AS first_year,
    max(w.year) AS last_year
FROM touched AS t
JOIN works AS w ON w.id = t.work_id
LEFT JOIN placed AS p ON p.work_id = t.work_id
GROUP BY t.name
ORDER BY t.name
