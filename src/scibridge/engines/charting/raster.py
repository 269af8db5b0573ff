"""An SVG document as PNG, with the fonts of the machine. See ``docs/decisions/0096``."""

from typing import Final

import resvg_py

# On paper and on sharp screens a picture of its plain size is coarse.
ZOOM: Final = 2.0


def as_png(svg: str, *, zoom: float = ZOOM) -> bytes:
    """``zoom`` times the size the document names. A text none of whose fonts is on the machine is missing."""
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom))
