-- strong
-- Units strong in the selection: at least ? works, and at least as much of their work on it as the corpus has
-- (specialisation of 1 or more, see unit_subjects); largest first.
-- Reads: cells (of one level), sizes (of that level), corpus, scopes.
WITH inside AS (SELECT topic_id FROM scopes WHERE depth = ? /*depth*/ AND node = ? /*node*/),
counted AS (
    SELECT c.unit, sum(c.works) AS works, sum(c.links) AS links
    FROM cells AS c
    JOIN inside AS i ON i.topic_id = c.topic_id
    WHERE c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/ AND c.international >= ? /*least_international*/
    GROUP BY c.unit
    HAVING sum(c.works) >= ? /*least_works*/
),
sized AS (
    SELECT s.unit, sum(s.works) AS whole
    FROM sizes AS s
    WHERE s.year >= ? /*first_year*/ AND s.year <= ? /*last_year*/ AND s.international >= ? /*least_international*/
        AND s.unit IN (SELECT unit FROM counted)
    GROUP BY s.unit
),
corpus_counted AS (
    SELECT
        sum(CASE WHEN i.topic_id IS NOT NULL THEN c.works ELSE 0 END) AS works,
        sum(CASE WHEN c.topic_id <> 0 THEN c.works ELSE 0 END) AS whole
    FROM corpus AS c
    LEFT JOIN inside AS i ON i.topic_id = c.topic_id
    WHERE c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/ AND c.international >= ? /*least_international*/
),
chosen AS (
    SELECT c.unit, c.works, c.links, s.whole, w.works AS corpus_works, w.whole AS corpus_whole
    FROM counted AS c
    LEFT JOIN sized AS s ON s.unit = c.unit
    CROSS JOIN corpus_counted AS w
    WHERE ? /*depth*/ = 'all' OR c.works * w.whole >= s.whole * w.works
)
SELECT
    unit,
    CAST(works AS BIGINT) AS works,
    CAST(links AS BIGINT) AS links,
    CASE
        WHEN ? /*depth*/ = 'all' THEN CAST(1 AS DOUBLE)
        -- Where no row is left, Sail's own division would raise.
        ELSE CAST(works AS DOUBLE) * corpus_whole * power(CAST(whole AS DOUBLE) * corpus_works, -1)
    END AS specialisation
FROM chosen
ORDER BY works DESC, unit
LIMIT ? /*most_units*/
