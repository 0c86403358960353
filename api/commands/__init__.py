"""The verbs of the command line, one module each; what they work with is imported when they run."""
