-- merged_presences
-- Which works stand behind a unit, of all partitions, the works of a unit together.
-- Reads: part_presences.
SELECT unit, work_id, year, topic_id, international, cited_by, size, leads, closes
FROM part_presences
ORDER BY unit, year, work_id
