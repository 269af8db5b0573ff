"""The corpus as Parquet tables and the SQL engines that read them."""
