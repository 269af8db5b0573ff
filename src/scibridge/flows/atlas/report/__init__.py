"""Profile reports: a country, an organisation or a subject on paper, with tables, pictures, definitions."""
