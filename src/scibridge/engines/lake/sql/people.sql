-- One row for each author: what their works say of them. Every choice is settled by order, so that the same
-- works give the same row. The six leading topics of each work count towards those of its authors.
WITH appearances AS (
    SELECT a.*, w.year
    FROM authorships AS a
    JOIN works AS w ON w.id = a.work_id
    WHERE a.person_id IS NOT NULL
),
named AS (
    SELECT
        person_id AS id,
        first(person_name ORDER BY year DESC NULLS LAST, work_id DESC, position, person_name) AS name,
        max(orcid) AS orcid,
        count(DISTINCT work_id) AS works,
        min(year) AS first_year,
        max(year) AS last_year,
        list_sort(list(DISTINCT country) FILTER (WHERE country IS NOT NULL)) AS countries
    FROM appearances
    GROUP BY person_id
),
places AS (
    SELECT
        person_id AS id,
        organisation_id,
        first(organisation_name ORDER BY year DESC NULLS LAST, work_id DESC, organisation_name) AS name,
        max(ror) AS ror,
        max(country) AS country,
        max(year) AS latest,
        count(DISTINCT work_id) AS times
    FROM appearances
    WHERE organisation_id IS NOT NULL
    GROUP BY person_id, organisation_id
),
ranked_places AS (
    SELECT *, row_number() OVER (PARTITION BY id ORDER BY latest DESC NULLS LAST, times DESC, organisation_id) AS place
    FROM places
),
homes AS (
    SELECT
        id,
        list(
            struct_pack(id := organisation_id, name := name, ror := ror, country := country) ORDER BY place
        ) AS organisations
    FROM ranked_places
    WHERE place <= 3
    GROUP BY id
),
topic_counts AS (
    SELECT a.person_id AS id, t.scheme, t.topic_id, count(DISTINCT a.work_id) AS times
    FROM (SELECT DISTINCT person_id, work_id FROM appearances) AS a
    JOIN works_topics AS t ON t.work_id = a.work_id
    WHERE t.rank < 6 AND t.topic_id IS NOT NULL
    GROUP BY a.person_id, t.scheme, t.topic_id
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
        n.id,
        n.name,
        n.orcid,
        h.organisations,
        n.countries,
        n.works,
        n.first_year,
        n.last_year,
        s.topics
    FROM named AS n
    LEFT JOIN homes AS h USING (id)
    LEFT JOIN subjects AS s USING (id)
)
SELECT *, substr(md5(CAST(whole AS VARCHAR)), 1, 16) AS fingerprint
FROM whole
ORDER BY id
