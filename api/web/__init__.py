"""The web door: API v1 over HTTP."""
