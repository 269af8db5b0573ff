-- One row for each institution named by a work or described by a record of its own; the record's words come first.
WITH appearances AS (
    SELECT a.organisation_id AS id, a.organisation_name, a.ror, a.country, a.organisation_type, a.work_id, w.year
    FROM authorships AS a
    JOIN works AS w ON w.id = a.work_id
    WHERE a.organisation_id IS NOT NULL
),
named AS (
    SELECT
        id,
        first(organisation_name ORDER BY year DESC NULLS LAST, work_id DESC, organisation_name) AS name,
        max(ror) AS ror,
        max(country) AS country,
        max(organisation_type) AS type,
        count(DISTINCT work_id) AS works,
        min(year) AS first_year,
        max(year) AS last_year
    FROM appearances
    GROUP BY id
),
topic_counts AS (
    SELECT a.id, t.scheme, t.topic_id, count(DISTINCT a.work_id) AS times
    FROM (SELECT DISTINCT id, work_id FROM appearances) AS a
    JOIN works_topics AS t ON t.work_id = a.work_id
    WHERE t.rank < 6 AND t.topic_id IS NOT NULL
    GROUP BY a.id, t.scheme, t.topic_id
),
ranked_topics AS (
    SELECT *, row_number() OVER (PARTITION BY id ORDER BY times DESC, scheme DESC, topic_id) AS place
    FROM topic_counts
),
-- Names are put in late: what is counted and sorted above are numbers.
topic_names AS (
    SELECT scheme, topic_id, min(name) AS name FROM works_topics WHERE name IS NOT NULL GROUP BY scheme, topic_id
),
subjects AS (
    SELECT r.id, list(n.name ORDER BY r.place) AS topics
    FROM ranked_topics AS r
    JOIN topic_names AS n ON n.scheme = r.scheme AND n.topic_id = r.topic_id
    WHERE r.place <= 8
    GROUP BY r.id
),
whole AS (
    SELECT
        coalesce(n.id, i.id) AS id,
        coalesce(i.name, n.name) AS name,
        i.name_zh,
        coalesce(i.ror, n.ror) AS ror,
        coalesce(i.country, n.country) AS country,
        coalesce(i.type, n.type) AS type,
        coalesce(n.works, 0) AS works,
        n.first_year,
        n.last_year,
        s.topics
    FROM named AS n
    FULL JOIN institutions AS i ON i.id = n.id
    LEFT JOIN subjects AS s ON s.id = coalesce(n.id, i.id)
)
SELECT *, substr(md5(CAST(whole AS VARCHAR)), 1, 16) AS fingerprint
FROM whole
ORDER BY id
