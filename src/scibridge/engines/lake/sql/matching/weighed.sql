-- weighed
-- The postings of a part with what they are worth: BM25 with k1 = 1.2 and b = 0.75, at most 2.2.
-- Reads: postings, means.
SELECT
    postings.term,
    postings.document,
    postings.entry,
    2.2E0 * postings.times / (
        postings.times + 0.3E0
        + 0.9E0 * postings.length / CASE WHEN postings.pieces THEN means.pieces_mean ELSE means.words_mean END
    ) AS weight
FROM postings
CROSS JOIN means
