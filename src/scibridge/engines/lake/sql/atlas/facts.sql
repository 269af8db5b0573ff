-- facts
-- One row for each living work: its year and primary topic (0 where unknown), citations, and how many countries,
-- organisations, families of organisations, regions and people with an id it has. A work counts under its first topic alone, so
-- that topics add up to subfields, fields and domains.
-- Reads: works, works_topics, sides_country, sides_organisation, sides_family, sides_region, sides_person.
WITH topics_first AS (
    SELECT work_id, min(topic_id) AS topic_id
    FROM works_topics
    WHERE scheme = 'topic' AND rank = 0 AND topic_id IS NOT NULL
    GROUP BY work_id
),
countries AS (SELECT work_id, count(*) AS units FROM sides_country GROUP BY work_id),
organisations_ AS (SELECT work_id, count(*) AS units FROM sides_organisation GROUP BY work_id),
families_ AS (SELECT work_id, count(*) AS units FROM sides_family GROUP BY work_id),
regions_ AS (SELECT work_id, count(*) AS units FROM sides_region GROUP BY work_id),
people_ AS (SELECT work_id, count(*) AS units FROM sides_person GROUP BY work_id)
SELECT
    w.id AS work_id,
    CAST(coalesce(w.year, 0) AS INT) AS year,
    CAST(coalesce(t.topic_id, 0) AS BIGINT) AS topic_id,
    CAST(coalesce(w.cited_by, 0) AS BIGINT) AS cited_by,
    CAST(coalesce(c.units, 0) AS INT) AS countries,
    CAST(coalesce(o.units, 0) AS INT) AS organisations,
    CAST(coalesce(f.units, 0) AS INT) AS families,
    CAST(coalesce(r.units, 0) AS INT) AS regions,
    CAST(coalesce(p.units, 0) AS INT) AS people,
    CAST(CASE WHEN c.units > 1 THEN 1 ELSE 0 END AS INT) AS international
FROM works AS w
LEFT JOIN topics_first AS t ON t.work_id = w.id
LEFT JOIN countries AS c ON c.work_id = w.id
LEFT JOIN organisations_ AS o ON o.work_id = w.id
LEFT JOIN families_ AS f ON f.work_id = w.id
LEFT JOIN regions_ AS r ON r.work_id = w.id
LEFT JOIN people_ AS p ON p.work_id = w.id
