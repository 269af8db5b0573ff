-- unit_subjects
-- On what one unit works, at one depth of the topic tree, and how far that is its speciality:
-- specialisation: (works here on it / works here) / (works of the corpus on it / works of the corpus), over works with
-- a topic: the activity index (Frame 1977; Schubert and Braun 1986), Balassa's measure (1965).
-- citation_ratio: citations of these works / citations their topic and year would give, the corpus's average
-- (Waltman et al. 2011, as a ratio of sums over cells of topic and year).
-- Reads: cells (of one level), corpus, usual, scopes, subjects.
WITH inside AS (SELECT topic_id FROM scopes WHERE depth = ? /*depth*/ AND node = ? /*node*/),
nodes AS (SELECT node, topic_id FROM scopes WHERE depth = ? /*shown_depth*/ AND topic_id <> 0),
mine AS (
    SELECT
        n.node,
        sum(c.works) AS works,
        sum(c.share) AS share,
        sum(CASE WHEN c.international = 1 THEN c.works ELSE 0 END) AS international,
        sum(c.citations) AS citations,
        sum(c.works * u.average) AS expected
    FROM cells AS c
    JOIN inside AS i ON i.topic_id = c.topic_id
    JOIN nodes AS n ON n.topic_id = c.topic_id
    JOIN usual AS u ON u.topic_id = c.topic_id AND u.year = c.year
    WHERE c.unit = ? /*unit*/
        AND c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/ AND c.international >= ? /*least_international*/
    GROUP BY n.node
),
whole AS (
    SELECT n.node, sum(c.works) AS works
    FROM corpus AS c
    JOIN inside AS i ON i.topic_id = c.topic_id
    JOIN nodes AS n ON n.topic_id = c.topic_id
    WHERE c.year >= ? /*first_year*/ AND c.year <= ? /*last_year*/ AND c.international >= ? /*least_international*/
    GROUP BY n.node
),
sums AS (
    SELECT (SELECT sum(works) FROM mine) AS mine, (SELECT sum(works) FROM whole) AS whole
)
SELECT
    m.node,
    s.name,
    s.above,
    CAST(m.works AS BIGINT) AS works,
    m.share,
    CAST(m.international AS BIGINT) AS international,
    CAST(w.works AS BIGINT) AS corpus_works,
    (CAST(m.works AS DOUBLE) / t.mine) / (CAST(w.works AS DOUBLE) / t.whole) AS specialisation,
    CASE WHEN m.expected > 0 THEN m.citations / m.expected END AS citation_ratio
FROM mine AS m
JOIN whole AS w ON w.node = m.node
JOIN subjects AS s ON s.depth = ? /*shown_depth*/ AND s.node = m.node
CROSS JOIN sums AS t
ORDER BY m.works DESC, m.node
