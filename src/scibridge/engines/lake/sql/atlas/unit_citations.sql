-- unit_citations
-- Citations of one unit's works against what their topic and year would give, the average of the corpus there.
-- normalised: mean over works of citations / expected (mean normalised citation score, Waltman et al. 2011);
-- squared: mean of its square, for the interval. Works without topic or year, or where nothing is cited, are left out.
-- Reads: cells (of one level), usual, scopes.
WITH inside AS (SELECT topic_id FROM scopes WHERE depth = ? /*depth*/ AND node = ? /*node*/),
mine AS (
    SELECT
        c.works,
        c.share,
        c.citations / u.average AS normalised,
        c.share_citations / u.average AS share_normalised,
        c.citations_squared / (u.average * u.average) AS squared
    FROM cells AS c
    JOIN inside AS i ON i.topic_id = c.topic_id
    JOIN usual AS u ON u.topic_id = c.topic_id AND u.year = c.year
    WHERE c.unit = ? /*unit*/ AND c.topic_id <> 0 AND c.year > 0 AND u.average > 0
        AND c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/ AND c.international >= ? /*least_international*/
)
SELECT
    CAST(coalesce(sum(works), 0) AS BIGINT) AS works,
    coalesce(sum(share), 0) AS share,
    sum(normalised) / sum(works) AS normalised,
    sum(share_normalised) / sum(share) AS share_normalised,
    sum(squared) / sum(works) AS squared
FROM mine
