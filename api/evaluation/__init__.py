"""How good the reader is: gold documents read, understood and scored, item by item."""
