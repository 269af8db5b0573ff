-- places
-- From where people signed, on what and when: one row for each person and organisation (0 where there is none).
-- Reads: authorships, families, facts.
WITH signed AS (
    SELECT DISTINCT
        a.work_id,
        a.person_id,
        coalesce(a.country, '') AS country,
        coalesce(a.organisation_id, 0) AS organisation_id,
        coalesce(f.family_id, a.organisation_id, 0) AS family_id,
        coalesce(f.region, '') AS region
    FROM authorships AS a
    LEFT JOIN families AS f ON f.organisation_id = a.organisation_id
    WHERE a.person_id IS NOT NULL
)
SELECT
    s.person_id,
    s.country,
    CAST(s.organisation_id AS BIGINT) AS organisation_id,
    CAST(s.family_id AS BIGINT) AS family_id,
    s.region,
    f.year,
    f.topic_id,
    f.international,
    CAST(count(*) AS BIGINT) AS works
FROM signed AS s
JOIN facts AS f ON f.work_id = s.work_id
GROUP BY s.person_id, s.country, s.organisation_id, s.family_id, s.region, f.year, f.topic_id, f.international
