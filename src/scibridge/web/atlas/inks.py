"""The colours of pictures that leave the page: as in tokens.css by light, which a test compares."""

from scibridge.engines.charting.documents import Inks

INKS = Inks(
    paper="#fbfaf7",
    surface="#ffffff",
    sunken="#f3f1eb",
    ink="#1a1f25",
    quiet="#47505b",
    line="#e0dcd2",
    accent="#0b5164",
    accent_ink="#ffffff",
    warm="#8a3415",
    # Accent, warm, ink, fair and good, as lines of a comparison are drawn.
    series=("#0b5164", "#8a3415", "#1a1f25", "#6a4700", "#155230"),
    groups=("#1f5fa8", "#b5460f", "#00795a", "#86478c", "#7d6100", "#3b3f45", "#1f86b5", "#7c8187"),
)
