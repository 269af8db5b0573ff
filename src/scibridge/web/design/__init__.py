"""The living page of the house's look, for those who build pages."""
