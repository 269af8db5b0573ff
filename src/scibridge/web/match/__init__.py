"""Match results: a need in words, and everything that may answer it."""
