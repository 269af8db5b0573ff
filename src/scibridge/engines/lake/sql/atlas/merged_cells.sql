-- merged_cells
-- The cells of all partitions summed.
-- Reads: part_cells.
SELECT
    unit,
    year,
    topic_id,
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
FROM part_cells
GROUP BY unit, year, topic_id, international
ORDER BY unit, year, topic_id, international
