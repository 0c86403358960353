"""Doors: use cases, command line, evaluation."""
