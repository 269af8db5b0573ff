-- merged_places
-- The places of all partitions summed; debut is the year of a person's first work in the corpus, 0 where none is known.
-- Reads: part_places.
WITH summed AS (
    SELECT
        person_id,
        country,
        organisation_id,
        family_id,
        region,
        year,
        topic_id,
        international,
        CAST(sum(works) AS BIGINT) AS works
    FROM part_places
    GROUP BY person_id, country, organisation_id, family_id, region, year, topic_id, international
),
debuts AS (SELECT person_id, min(year) AS year FROM part_places WHERE year > 0 GROUP BY person_id)
SELECT
    s.person_id,
    s.country,
    s.organisation_id,
    s.family_id,
    s.region,
    s.year,
    s.topic_id,
    s.international,
    s.works,
    CAST(coalesce(d.year, 0) AS INT) AS debut
FROM summed AS s
LEFT JOIN debuts AS d ON d.person_id = s.person_id
ORDER BY s.country, s.organisation_id, s.person_id, s.year
