-- subject_pairs
-- The pairs of one level in the order of subjects: for who asks for all pairs of one subject.
-- Reads: pairs (of one level), topic_order.
SELECT
    o.place,
    p.unit,
    p.partner,
    p.year,
    p.topic_id,
    p.international,
    p.works,
    p.weight
FROM pairs AS p
JOIN topic_order AS o ON o.topic_id = p.topic_id
ORDER BY o.place, p.unit, p.partner, p.year, p.international
