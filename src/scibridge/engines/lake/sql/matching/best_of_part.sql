-- best_of_part
-- The best documents of one part for each need of a block: BM25 with k1 = 1.2 and b = 0.75, a document in two
-- languages by its better entry. What cannot come among the best found before is left out early.
-- Reads: asked, postings, floors.
WITH weighed AS (
    SELECT
        term,
        document,
        entry,
        2.2E0 * times / (
            times + 0.3E0 + 0.9E0 * length / CASE WHEN pieces THEN ? /*pieces_mean*/ ELSE ? /*words_mean*/ END
        ) AS weight
    FROM postings
),
entries AS (
    SELECT asked.need, weighed.document, weighed.entry, sum(asked.value * weighed.weight) AS score
    FROM asked
    INNER JOIN weighed ON weighed.term = asked.term
    GROUP BY asked.need, weighed.document, weighed.entry
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
    INNER JOIN floors ON floors.need = scored.need
    WHERE scored.score >= floors.score
)
SELECT CAST(need AS INTEGER) AS need, document, score
FROM ranked
WHERE place <= ? /*top*/
ORDER BY need, place
