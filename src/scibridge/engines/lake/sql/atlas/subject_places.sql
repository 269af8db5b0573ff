-- subject_places
-- The places in the order of subjects: for who asks for the people of one subject.
-- Reads: places, topic_order.
SELECT
    o.place,
    p.person_id,
    p.country,
    p.organisation_id,
    p.family_id,
    p.region,
    p.year,
    p.topic_id,
    p.international,
    p.works
FROM places AS p
JOIN topic_order AS o ON o.topic_id = p.topic_id
ORDER BY o.place, p.country, p.organisation_id, p.person_id, p.year
