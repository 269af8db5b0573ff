-- whole_cells
-- The cells of one level summed over topics, as topic 0: for who asks for every subject.
-- Reads: cells (of one level).
SELECT
    unit,
    year,
    CAST(0 AS BIGINT) AS topic_id,
    international,
    CAST(sum(works) AS BIGINT) AS works,
    sum(share) AS share,
    CAST(sum(joint) AS BIGINT) AS joint,
    CAST(sum(joint_first) AS BIGINT) AS joint_first,
    CAST(sum(joint_last) AS BIGINT) AS joint_last,
    CAST(sum(links) AS BIGINT) AS links,
    CAST(sum(linked) AS BIGINT) AS linked,
    CAST(sum(citations) AS BIGINT) AS citations,
    sum(citations_squared) AS citations_squared,
    sum(share_citations) AS share_citations
FROM cells
GROUP BY unit, year, international
ORDER BY unit, year, international
