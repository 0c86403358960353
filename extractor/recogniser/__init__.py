"""A line recogniser of our own: strips of a page in, characters with certainty out."""
