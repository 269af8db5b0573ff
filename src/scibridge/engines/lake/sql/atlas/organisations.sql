-- organisations
-- Names and countries of the organisations of the corpus.
-- Reads: lake_organisations.
SELECT id, name, name_zh, ror, country, type FROM lake_organisations ORDER BY id
