-- hopeful
-- The documents of a slice that may come among the best of each need of a block. Grouping costs by the group, so
-- twelve documents share one: three numbers, each with four lanes of 13 bits (a double counts to 2^53). What a
-- term adds is rounded up to whole units; the need's scale keeps whatever a document can score within its lane.
-- Reads: asked, weighed, limits.
WITH scaled AS (
    SELECT asked.need, asked.term, asked.value * limits.scale AS value
    FROM asked
    INNER JOIN limits ON limits.need = asked.need
),
summed AS (
    SELECT
        scaled.need,
        weighed.twelve,
        sum(ceil(scaled.value * weighed.weight) * weighed.front) AS front,
        sum(ceil(scaled.value * weighed.weight) * weighed.middle) AS middle,
        sum(ceil(scaled.value * weighed.weight) * weighed.back) AS back
    FROM scaled
    INNER JOIN weighed ON weighed.term = scaled.term
    WHERE weighed.document BETWEEN ? /*first*/ AND ? /*last*/
    GROUP BY scaled.need, weighed.twelve
),
-- The higher lanes of each, whole; a lane is what is left of it without those above.
opened AS (
    SELECT
        *,
        floor(front / 8192E0) AS front_1,
        floor(front / 67108864E0) AS front_2,
        floor(front / 549755813888E0) AS front_3,
        floor(middle / 8192E0) AS middle_1,
        floor(middle / 67108864E0) AS middle_2,
        floor(middle / 549755813888E0) AS middle_3,
        floor(back / 8192E0) AS back_1,
        floor(back / 67108864E0) AS back_2,
        floor(back / 549755813888E0) AS back_3
    FROM summed
),
-- First whole rows, since hardly any holds a document that reaches so far.
kept AS (
    SELECT opened.*, limits.least
    FROM opened
    INNER JOIN limits ON limits.need = opened.need
    WHERE greatest(
        front - 8192E0 * front_1, front_1 - 8192E0 * front_2, front_2 - 8192E0 * front_3, front_3,
        middle - 8192E0 * middle_1, middle_1 - 8192E0 * middle_2, middle_2 - 8192E0 * middle_3, middle_3,
        back - 8192E0 * back_1, back_1 - 8192E0 * back_2, back_2 - 8192E0 * back_3, back_3
    ) >= limits.least
),
seats AS (
    SELECT need, twelve AS document, front - 8192E0 * front_1 AS reached, least FROM kept
    UNION ALL
    SELECT need, twelve + 1 AS document, front_1 - 8192E0 * front_2 AS reached, least FROM kept
    UNION ALL
    SELECT need, twelve + 2 AS document, front_2 - 8192E0 * front_3 AS reached, least FROM kept
    UNION ALL
    SELECT need, twelve + 3 AS document, front_3 AS reached, least FROM kept
    UNION ALL
    SELECT need, twelve + 4 AS document, middle - 8192E0 * middle_1 AS reached, least FROM kept
    UNION ALL
    SELECT need, twelve + 5 AS document, middle_1 - 8192E0 * middle_2 AS reached, least FROM kept
    UNION ALL
    SELECT need, twelve + 6 AS document, middle_2 - 8192E0 * middle_3 AS reached, least FROM kept
    UNION ALL
    SELECT need, twelve + 7 AS document, middle_3 AS reached, least FROM kept
    UNION ALL
    SELECT need, twelve + 8 AS document, back - 8192E0 * back_1 AS reached, least FROM kept
    UNION ALL
    SELECT need, twelve + 9 AS document, back_1 - 8192E0 * back_2 AS reached, least FROM kept
    UNION ALL
    SELECT need, twelve + 10 AS document, back_2 - 8192E0 * back_3 AS reached, least FROM kept
    UNION ALL
    SELECT need, twelve + 11 AS document, back_3 AS reached, least FROM kept
)
SELECT need, document FROM seats WHERE reached >= least
