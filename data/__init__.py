"""From CSV files to one shared, cached, read-only set of tables."""
