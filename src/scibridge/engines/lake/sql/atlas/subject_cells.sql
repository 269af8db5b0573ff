-- subject_cells
-- The cells of one level in the order of subjects, without citations: for who asks for all units of one subject.
-- Reads: cells (of one level), topic_order.
SELECT
    o.place,
    c.unit,
    c.year,
    c.topic_id,
    c.international,
    c.works,
    c.share,
    c.joint,
    c.joint_first,
    c.joint_last,
    c.links
FROM cells AS c
JOIN topic_order AS o ON o.topic_id = c.topic_id
ORDER BY o.place, c.unit, c.year, c.international
