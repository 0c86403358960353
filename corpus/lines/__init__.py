"""Lines of text as scanners show them, with their true text: what a recogniser learns from."""
