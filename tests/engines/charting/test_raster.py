"""PNG of the same document: its size, and Chinese that is Chinese."""

import struct

from scibridge.engines.charting.raster import as_png

DOCUMENT = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60" viewBox="0 0 200 60" '
    'font-family="&quot;Noto Sans CJK SC&quot;, &quot;Noto Sans SC&quot;, sans-serif">'
    '<rect width="200" height="60" fill="#ffffff"/><text x="10" y="40" font-size="30">{}</text></svg>'
)


def size(png: bytes) -> tuple[int, ...]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


def test_twice_the_size_of_the_document() -> None:
    assert size(as_png(DOCUMENT.format(""))) == (400, 120)
    assert size(as_png(DOCUMENT.format(""), zoom=1)) == (200, 60)
