-- floors
-- The score a document must reach to come among the best of each need, as far as parts have been looked at.
-- Reads: asked, best.
WITH wanted AS (
    SELECT DISTINCT need FROM asked
),
ranked AS (
    SELECT need, score, row_number() OVER (PARTITION BY need ORDER BY score DESC) AS place FROM best
)
SELECT CAST(wanted.need AS INTEGER) AS need, coalesce(ranked.score, 0E0) AS score
FROM wanted
LEFT JOIN ranked ON ranked.need = wanted.need AND ranked.place = ? /*top*/
