"""Who works with whom, on what: tables computed from the lake, and the figures read from them."""
