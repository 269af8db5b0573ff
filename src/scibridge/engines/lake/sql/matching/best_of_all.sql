-- best_of_all
-- The best of every part put together: need, place, document, score, and its share of the need's mass.
-- Reads: best, documents, needs.
WITH ranked AS (
    SELECT
        need, document, score, row_number() OVER (PARTITION BY need ORDER BY score DESC, document) AS place
    FROM best
)
SELECT
    needs.id AS need,
    CAST(ranked.place AS INTEGER) AS place,
    documents.id AS document,
    ranked.score,
    CASE WHEN needs.mass > 0E0 THEN ranked.score / needs.mass ELSE 0E0 END AS share
FROM ranked
INNER JOIN needs ON needs.need = ranked.need
INNER JOIN documents ON documents.document = ranked.document AND documents.entry = 0
WHERE ranked.place <= ? /*top*/
ORDER BY ranked.need, ranked.place
