-- The living works of one part with their authors and topics, in order of id.
WITH chosen AS (
    SELECT * FROM works WHERE part = $part
),
signed AS (
    SELECT work_id, list(struct_pack(
        position := position, person_id := person_id, person_name := person_name, orcid := orcid,
        organisation_id := organisation_id, organisation_name := organisation_name, ror := ror, country := country
    ) ORDER BY position) AS authorships
    FROM authorships WHERE part = $part
    GROUP BY work_id
),
about AS (
    SELECT work_id, list(struct_pack(
        topic_id := topic_id, scheme := scheme, name := name, score := score,
        subfield := subfield, field := field, domain := domain
    ) ORDER BY rank) AS topics
    FROM works_topics WHERE part = $part
    GROUP BY work_id
)
SELECT chosen.*, signed.authorships, about.topics
FROM chosen
LEFT JOIN signed ON signed.work_id = chosen.id
LEFT JOIN about ON about.work_id = chosen.id
ORDER BY chosen.id
