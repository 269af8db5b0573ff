-- people
-- Names of the people of the corpus.
-- Reads: lake_people.
SELECT id, name, orcid FROM lake_people ORDER BY id
