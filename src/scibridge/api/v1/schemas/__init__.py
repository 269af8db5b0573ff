"""The shapes that go in and out, as the description of the API shows them.

What goes in is checked by the domain, which knows every field and says what is wrong in the reader's
language; so the shapes for input describe and do not judge. What goes out is held to its shape by the tests.
"""
