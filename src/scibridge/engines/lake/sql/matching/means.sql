-- means
-- The mean length of an entry in words and in pieces, which BM25 divides by.
-- Reads: documents.
SELECT
    CAST(sum(words) AS DOUBLE) / count(*) AS words_mean,
    CAST(sum(pieces) AS DOUBLE) / count(*) AS pieces_mean,
    count(DISTINCT document) AS documents
FROM documents
