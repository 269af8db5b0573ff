-- group_partners
-- With whom works are shared, twelve at most: institutions for each institution given, countries for each country.
-- Works with more than $most institutions are left out: who signs with hundreds has not chosen each.
WITH members AS (SELECT unnest($institutions) AS organisation_id, unnest($groups) AS name),
sides AS (
    SELECT DISTINCT work_id, organisation_id, country FROM authorships WHERE organisation_id IS NOT NULL
),
small AS (
    SELECT work_id FROM sides GROUP BY work_id HAVING count(DISTINCT organisation_id) BETWEEN 2 AND $most
),
kept AS (SELECT s.* FROM sides AS s SEMI JOIN small ON small.work_id = s.work_id),
countries AS (SELECT DISTINCT work_id, country FROM kept WHERE country <> ''),
shared AS (
    SELECT m.name, 'I' || CAST(b.organisation_id AS VARCHAR) AS partner, count(DISTINCT a.work_id) AS works
    FROM kept AS a
    JOIN members AS m ON m.organisation_id = a.organisation_id
    JOIN kept AS b ON b.work_id = a.work_id AND b.organisation_id <> a.organisation_id
    GROUP BY m.name, b.organisation_id
    UNION ALL
    SELECT 'country:' || a.country, b.country, count(*)
    FROM countries AS a
    JOIN countries AS b ON b.work_id = a.work_id AND b.country <> a.country
    GROUP BY a.country, b.country
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY name ORDER BY works DESC, partner) AS place FROM shared
)
SELECT r.name, r.partner, o.name AS title, o.name_zh AS title_zh, o.ror, o.country, r.works
FROM ranked AS r
LEFT JOIN organisations AS o ON r.partner = 'I' || CAST(o.id AS VARCHAR)
WHERE r.place <= 12
ORDER BY r.name, r.place
