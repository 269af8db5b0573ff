-- corpus_cells
-- The whole corpus by year, primary topic and whether works are international: how many works, how many could be placed
-- at each level, how many have too many units for pairs, how many partners their units have, summed (links), and their citations.
-- Reads: facts.
SELECT
    year,
    topic_id,
    international,
    CAST(count(*) AS BIGINT) AS works,
    CAST(sum(CASE WHEN countries > 0 THEN 1 ELSE 0 END) AS BIGINT) AS country_placed,
    CAST(sum(CASE WHEN organisations > 0 THEN 1 ELSE 0 END) AS BIGINT) AS organisation_placed,
    CAST(sum(CASE WHEN families > 0 THEN 1 ELSE 0 END) AS BIGINT) AS family_placed,
    CAST(sum(CASE WHEN regions > 0 THEN 1 ELSE 0 END) AS BIGINT) AS region_placed,
    CAST(sum(CASE WHEN people > 0 THEN 1 ELSE 0 END) AS BIGINT) AS person_placed,
    CAST(sum(CASE WHEN countries > ? /*most_countries*/ THEN 1 ELSE 0 END) AS BIGINT) AS country_left_out,
    CAST(sum(CASE WHEN organisations > ? /*most_organisations*/ THEN 1 ELSE 0 END) AS BIGINT) AS organisation_left_out,
    CAST(sum(CASE WHEN families > ? /*most_organisations*/ THEN 1 ELSE 0 END) AS BIGINT) AS family_left_out,
    CAST(sum(CASE WHEN regions > ? /*most_organisations*/ THEN 1 ELSE 0 END) AS BIGINT) AS region_left_out,
    CAST(sum(CASE WHEN people > ? /*most_people*/ THEN 1 ELSE 0 END) AS BIGINT) AS person_left_out,
    CAST(sum(CASE WHEN countries >= 2 AND countries <= ? /*most_countries*/ THEN CAST(countries AS BIGINT) * (countries - 1) ELSE 0 END) AS BIGINT)
        AS country_links,
    CAST(sum(CASE WHEN organisations >= 2 AND organisations <= ? /*most_organisations*/ THEN CAST(organisations AS BIGINT) * (organisations - 1) ELSE 0 END) AS BIGINT)
        AS organisation_links,
    CAST(sum(CASE WHEN families >= 2 AND families <= ? /*most_organisations*/ THEN CAST(families AS BIGINT) * (families - 1) ELSE 0 END) AS BIGINT)
        AS family_links,
    CAST(sum(CASE WHEN regions >= 2 AND regions <= ? /*most_organisations*/ THEN CAST(regions AS BIGINT) * (regions - 1) ELSE 0 END) AS BIGINT)
        AS region_links,
    CAST(sum(CASE WHEN people >= 2 AND people <= ? /*most_people*/ THEN CAST(people AS BIGINT) * (people - 1) ELSE 0 END) AS BIGINT)
        AS person_links,
    CAST(sum(cited_by) AS BIGINT) AS citations,
    sum(CAST(cited_by AS DOUBLE) * cited_by) AS citations_squared
FROM facts
GROUP BY year, topic_id, international
