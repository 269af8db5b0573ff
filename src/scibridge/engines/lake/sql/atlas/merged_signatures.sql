-- merged_signatures
-- Who signed a work together with others, the people of a work together; works of more than ? people are left out.
-- Reads: part_presences (of people).
SELECT work_id, unit, size
FROM part_presences
WHERE size >= 2 AND size <= ? /*most_units*/
ORDER BY work_id, unit
