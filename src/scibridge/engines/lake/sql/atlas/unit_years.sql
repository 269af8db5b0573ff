-- unit_years
-- One unit by year: output in full and fractional counting, international works, works with other units and who led
-- them; and the works of the whole corpus in that year.
-- Reads: cells (of one level), corpus, scopes.
WITH inside AS (SELECT topic_id FROM scopes WHERE depth = ? /*depth*/ AND node = ? /*node*/),
mine AS (
    SELECT
        c.year,
        sum(c.works) AS works,
        sum(c.share) AS share,
        sum(CASE WHEN c.international = 1 THEN c.works ELSE 0 END) AS international,
        sum(CASE WHEN c.international = 1 THEN c.share ELSE 0 END) AS international_share,
        sum(c.joint) AS joint,
        sum(c.joint_first) AS joint_first,
        sum(c.joint_last) AS joint_last
    FROM cells AS c
    JOIN inside AS i ON i.topic_id = c.topic_id
    WHERE c.unit = ? /*unit*/
        AND c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/ AND c.international >= ? /*least_international*/
    GROUP BY c.year
),
whole AS (
    SELECT c.year, sum(c.works) AS works
    FROM corpus AS c
    JOIN inside AS i ON i.topic_id = c.topic_id
    WHERE c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/ AND c.international >= ? /*least_international*/
    GROUP BY c.year
)
SELECT
    m.year,
    CAST(m.works AS BIGINT) AS works,
    m.share,
    CAST(m.international AS BIGINT) AS international,
    m.international_share,
    CAST(m.joint AS BIGINT) AS joint,
    CAST(m.joint_first AS BIGINT) AS joint_first,
    CAST(m.joint_last AS BIGINT) AS joint_last,
    CAST(w.works AS BIGINT) AS corpus_works
FROM mine AS m
JOIN whole AS w ON w.year = m.year
ORDER BY m.year
