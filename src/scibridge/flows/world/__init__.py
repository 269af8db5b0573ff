"""The world by its institutions: the picture of the home page, derived from registry and exchange.

Owns files only, all of which can be made again; holds nothing that a visitor may not see.
"""
