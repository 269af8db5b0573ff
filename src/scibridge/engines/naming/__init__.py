"""Finding a thing by its name, forgivingly: how names are written, heard and mistyped, in any script."""
