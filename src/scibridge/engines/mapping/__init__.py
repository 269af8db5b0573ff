"""The world as dots and arcs: projection, binning, great circles, and their drawing as SVG.

Owns the geometry of the home page's picture. Takes plain coordinates; knows no countries, borders or land.
"""
