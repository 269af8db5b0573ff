-- regions
-- Names and countries of the regions that organisations of the corpus lie in.
-- Reads: named_regions.
SELECT id, name, name_zh, country FROM named_regions ORDER BY id
