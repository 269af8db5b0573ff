-- The living works of these ids, in order of id.
SELECT id, doi, title, abstract, language, type, year, published, cited_by, is_retracted, venue, keywords,
    countries, sdgs, author_count, fingerprint
FROM works WHERE id IN ($ids)
ORDER BY id
