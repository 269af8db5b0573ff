-- coverage
-- Of the works in the selection: how many there are, how many could be placed at each level, how many have too many
-- units to be counted in pairs; and beside it the works of these years without a topic, and those without a year.
-- Reads: corpus, scopes.
WITH inside AS (SELECT topic_id FROM scopes WHERE depth = ? /*depth*/ AND node = ? /*node*/),
chosen AS (
    SELECT c.*
    FROM corpus AS c
    JOIN inside AS i ON i.topic_id = c.topic_id
    WHERE c.year BETWEEN ? /*first_year*/ AND ? /*last_year*/ AND c.international >= ? /*least_international*/
)
SELECT
    CAST(coalesce(sum(works), 0) AS BIGINT) AS works,
    CAST(coalesce(sum(country_placed), 0) AS BIGINT) AS country_placed,
    CAST(coalesce(sum(organisation_placed), 0) AS BIGINT) AS organisation_placed,
    CAST(coalesce(sum(family_placed), 0) AS BIGINT) AS family_placed,
    CAST(coalesce(sum(person_placed), 0) AS BIGINT) AS person_placed,
    CAST(coalesce(sum(country_left_out), 0) AS BIGINT) AS country_left_out,
    CAST(coalesce(sum(organisation_left_out), 0) AS BIGINT) AS organisation_left_out,
    CAST(coalesce(sum(family_left_out), 0) AS BIGINT) AS family_left_out,
    CAST(coalesce(sum(person_left_out), 0) AS BIGINT) AS person_left_out,
    CAST((
        SELECT coalesce(sum(works), 0) FROM corpus
        WHERE topic_id = 0 AND year BETWEEN ? /*first_year*/ AND ? /*last_year*/
            AND international >= ? /*least_international*/
    ) AS BIGINT) AS without_topic,
    CAST((
        SELECT coalesce(sum(works), 0) FROM corpus WHERE year = 0 AND international >= ? /*least_international*/
    ) AS BIGINT) AS without_year
FROM chosen
