"""Who works with whom, as a graph: measures, communities, layouts and missing bridges over plain arrays."""
