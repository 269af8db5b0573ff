"""The demonstration world: fictional organisations, people, needs, offers and works, reproducible.

``build_world(size, seed)`` is pure: no Django, no clock, no global randomness. ``loading`` puts a world
into the registry, the exchange and the lake. Everything in it is flagged fictional, and its ids lie in ranges
that no real register uses (see ``identity``).
"""
