"""Files beside needs and offers. Owns the files and who reads each of them; knows postings, they not it."""
