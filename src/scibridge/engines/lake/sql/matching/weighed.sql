-- weighed
-- The postings of a part with what they are worth: BM25 with k1 = 1.2 and b = 0.75, less than 2.2. For hopeful,
-- twelve documents share a row, and each has a lane in one of three numbers: the unit that lane counts in.
-- Reads: postings, means.
WITH seated AS (
    SELECT
        postings.term,
        postings.document,
        postings.entry,
        2.2E0 * postings.times / (
            postings.times + 0.3E0
            + 0.9E0 * postings.length / CASE WHEN postings.pieces THEN means.pieces_mean ELSE means.words_mean END
        ) AS weight,
        postings.document % 12 AS seat,
        CASE postings.document % 4
            WHEN 0 THEN 1E0 WHEN 1 THEN 8192E0 WHEN 2 THEN 67108864E0 ELSE 549755813888E0
        END AS unit
    FROM postings
    CROSS JOIN means
)
SELECT
    term,
    document,
    entry,
    weight,
    document - seat AS twelve,
    CASE WHEN seat < 4 THEN unit ELSE 0E0 END AS front,
    CASE WHEN seat BETWEEN 4 AND 7 THEN unit ELSE 0E0 END AS middle,
    CASE WHEN seat > 7 THEN unit ELSE 0E0 END AS back
FROM seated
