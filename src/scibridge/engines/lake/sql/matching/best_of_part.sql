-- best_of_part
-- The best of the hopeful documents for each need of a block, a document in two languages by its better entry.
-- Reads: asked, weighed, hopeful, limits.
WITH entries AS (
    SELECT hopeful.need, hopeful.document, weighed.entry, sum(asked.value * weighed.weight) AS score
    FROM hopeful
    INNER JOIN weighed ON weighed.document = hopeful.document
    INNER JOIN asked ON asked.need = hopeful.need AND asked.term = weighed.term
    GROUP BY hopeful.need, hopeful.document, weighed.entry
),
scored AS (
    SELECT need, document, round(max(score), 6) AS score
    FROM entries
    GROUP BY need, document
),
ranked AS (
    SELECT
        scored.need,
        scored.document,
        scored.score,
        row_number() OVER (PARTITION BY scored.need ORDER BY scored.score DESC, scored.document) AS place
    FROM scored
    INNER JOIN limits ON limits.need = scored.need
    WHERE scored.score >= limits.score
)
SELECT CAST(need AS INTEGER) AS need, document, score
FROM ranked
WHERE place <= ? /*top*/
ORDER BY need, place
