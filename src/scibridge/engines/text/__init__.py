"""Language analysis: scripts, tokens, quantities with units, and the Chinese–English lexicon."""
