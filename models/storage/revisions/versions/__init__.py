"""Every change of the tables since the first, each on top of the one before."""
