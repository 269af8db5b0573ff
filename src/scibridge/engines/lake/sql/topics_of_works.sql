-- What these works are about, in order of rank.
SELECT work_id, topic_id, scheme, name, score, subfield, field, domain
FROM works_topics WHERE work_id IN ($ids)
ORDER BY work_id, rank
