-- cells
-- What adds up about each unit, by year, primary topic and whether the work is international.
-- works: full counting, 1 for each unit of a work. share: fractional counting, 1/size (Waltman and van Eck 2015).
-- joint, joint_first, joint_last: works with other units, and those whose first or last author is here.
-- links: partners summed over works, of works with at most ? units; linked: such works.
-- citations, citations_squared, share_citations: sums over works, the last weighted by share.
-- Reads: presences.
SELECT
    unit,
    year,
    topic_id,
    international,
    CAST(count(*) AS BIGINT) AS works,
    sum(CAST(1 AS DOUBLE) / size) AS share,
    CAST(sum(CASE WHEN size > 1 THEN 1 ELSE 0 END) AS BIGINT) AS joint,
    CAST(sum(CASE WHEN size > 1 THEN leads ELSE 0 END) AS BIGINT) AS joint_first,
    CAST(sum(CASE WHEN size > 1 THEN closes ELSE 0 END) AS BIGINT) AS joint_last,
    CAST(sum(CASE WHEN size >= 2 AND size <= ? /*most_units*/ THEN size - 1 ELSE 0 END) AS BIGINT) AS links,
    CAST(sum(CASE WHEN size >= 2 AND size <= ? /*most_units*/ THEN 1 ELSE 0 END) AS BIGINT) AS linked,
    CAST(sum(cited_by) AS BIGINT) AS citations,
    sum(CAST(cited_by AS DOUBLE) * cited_by) AS citations_squared,
    sum(CAST(cited_by AS DOUBLE) / size) AS share_citations
FROM presences
GROUP BY unit, year, topic_id, international
