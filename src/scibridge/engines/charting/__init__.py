"""Where the marks of a chart stand: columns and lines over years. Geometry; knows no colour, no word."""
