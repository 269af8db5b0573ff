"""What a paragraph proposes for a need or an offer: read in its words, or voted by what is like it."""
