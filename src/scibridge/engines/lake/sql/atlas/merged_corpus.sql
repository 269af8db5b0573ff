-- merged_corpus
-- The corpus of all partitions summed.
-- Reads: part_corpus_cells.
SELECT
    year,
    topic_id,
    international,
    CAST(sum(works) AS BIGINT) AS works,
    CAST(sum(country_placed) AS BIGINT) AS country_placed,
    CAST(sum(organisation_placed) AS BIGINT) AS organisation_placed,
    CAST(sum(family_placed) AS BIGINT) AS family_placed,
    CAST(sum(region_placed) AS BIGINT) AS region_placed,
    CAST(sum(person_placed) AS BIGINT) AS person_placed,
    CAST(sum(country_left_out) AS BIGINT) AS country_left_out,
    CAST(sum(organisation_left_out) AS BIGINT) AS organisation_left_out,
    CAST(sum(family_left_out) AS BIGINT) AS family_left_out,
    CAST(sum(region_left_out) AS BIGINT) AS region_left_out,
    CAST(sum(person_left_out) AS BIGINT) AS person_left_out,
    CAST(sum(country_links) AS BIGINT) AS country_links,
    CAST(sum(organisation_links) AS BIGINT) AS organisation_links,
    CAST(sum(family_links) AS BIGINT) AS family_links,
    CAST(sum(region_links) AS BIGINT) AS region_links,
    CAST(sum(person_links) AS BIGINT) AS person_links,
    CAST(sum(citations) AS BIGINT) AS citations,
    sum(citations_squared) AS citations_squared
FROM part_corpus_cells
GROUP BY year, topic_id, international
ORDER BY year, topic_id, international
