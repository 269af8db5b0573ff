-- hopeful
-- The documents of a slice that may come among the best of each need of a block. Sums of so many pairs cost as
-- much as there are of them, so twelve documents share a row: three numbers, each with four lanes of 13 bits (a
-- double counts to 2^53). What a term adds is counted in units of the need's own, rounded up; the need's scale
-- keeps whatever a document can score within its lane.
-- Reads: asked, weighed, limits.
WITH seated AS (
    SELECT
        term,
        weight,
        document - document % 12 AS twelve,
        document % 12 AS seat,
        CASE document % 4
            WHEN 0 THEN 1E0 WHEN 1 THEN 8192E0 WHEN 2 THEN 67108864E0 ELSE 549755813888E0
        END AS unit
    FROM weighed
    WHERE document BETWEEN ? /*first*/ AND ? /*last*/
),
scaled AS (
    SELECT asked.need, asked.term, asked.value * limits.scale AS value
    FROM asked
    INNER JOIN limits ON limits.need = asked.need
),
laid AS (
    SELECT
        term,
        twelve,
        weight,
        CASE WHEN seat < 4 THEN unit ELSE 0E0 END AS front,
        CASE WHEN seat BETWEEN 4 AND 7 THEN unit ELSE 0E0 END AS middle,
        CASE WHEN seat > 7 THEN unit ELSE 0E0 END AS back
    FROM seated
),
summed AS (
    SELECT
        scaled.need,
        laid.twelve,
        sum(ceil(scaled.value * laid.weight) * laid.front) AS front,
        sum(ceil(scaled.value * laid.weight) * laid.middle) AS middle,
        sum(ceil(scaled.value * laid.weight) * laid.back) AS back
    FROM scaled
    INNER JOIN laid ON laid.term = scaled.term
    GROUP BY scaled.need, laid.twelve
),
lanes AS (
    SELECT 0 AS lane, 1E0 AS unit
    UNION ALL
    SELECT 1 AS lane, 8192E0 AS unit
    UNION ALL
    SELECT 2 AS lane, 67108864E0 AS unit
    UNION ALL
    SELECT 3 AS lane, 549755813888E0 AS unit
),
read_out AS (
    SELECT
        summed.need,
        summed.twelve + lanes.lane AS document,
        floor(summed.front / lanes.unit) % 8192E0 AS front,
        floor(summed.middle / lanes.unit) % 8192E0 AS middle,
        floor(summed.back / lanes.unit) % 8192E0 AS back,
        limits.least
    FROM summed
    INNER JOIN limits ON limits.need = summed.need
    CROSS JOIN lanes
),
reached AS (
    SELECT * FROM read_out WHERE greatest(front, middle, back) >= least
)
SELECT need, document FROM reached WHERE front >= least
UNION ALL
SELECT need, document + 4 AS document FROM reached WHERE middle >= least
UNION ALL
SELECT need, document + 8 AS document FROM reached WHERE back >= least
