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
        first(organisation_name ORDER BY year DESC NULLS LAST, work_id DESC) AS name,
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
    SELECT a.id, t.name, count(DISTINCT a.work_id) AS times
    FROM (SELECT DISTINCT id, work_id FROM appearances) AS a
    JOIN works_topics AS t ON t.work_id = a.work_id
    GROUP BY a.id, t.name
),
ranked_topics AS (
    SELECT *, row_number() OVER (PARTITION BY id ORDER BY times DESC, name) AS place FROM topic_counts
),
subjects AS (
    SELECT id, list(name ORDER BY place) AS topics FROM ranked_topics WHERE place <= 8 GROUP BY id
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
