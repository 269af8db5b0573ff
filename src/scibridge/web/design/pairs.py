"""Which inks stand on which grounds: shown on the design page, and held to their contrast by a test."""

# Words, and what they are written on.
TEXTS = (
    ("ink", ("paper", "surface", "sunken", "mark", "accent-soft", "warm-soft", "good-soft", "bad-soft")),
    ("quiet", ("paper", "surface", "sunken")),
    ("accent", ("paper", "surface", "sunken", "accent-soft")),
    ("warm", ("paper", "surface", "warm-soft")),
    ("good", ("paper", "surface", "good-soft")),
    ("fair", ("paper", "surface", "fair-soft")),
    ("bad", ("paper", "surface", "bad-soft")),
    ("accent-ink", ("accent", "accent-strong")),
    ("paper", ("bad",)),
)
# Frames of fields, rings of focus and bars: seen, not read.
EDGES = (
    ("line-strong", ("paper", "surface")),
    ("accent", ("paper", "surface", "sunken", "accent-soft")),
    ("bad", ("paper", "surface", "sunken")),
    ("warm", ("paper", "surface", "sunken")),
    *((f"group-{one}", ("paper", "surface")) for one in (*"abcdefg", "rest")),
)
