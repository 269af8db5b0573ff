-- means
-- The mean length of an entry in words and in pieces, which BM25 divides by (never by less than one), and how
-- many entries a document has at most.
-- Reads: documents.
SELECT
    greatest(coalesce(CAST(sum(words) AS DOUBLE) / count(*), 0E0), 1E0) AS words_mean,
    greatest(coalesce(CAST(sum(pieces) AS DOUBLE) / count(*), 0E0), 1E0) AS pieces_mean,
    CAST(coalesce(max(entry), 0) + 1 AS INTEGER) AS entries
FROM documents
