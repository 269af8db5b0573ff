"""What stands where, and how strong: countries, cities, challenges and organisations summed up. Derived."""
