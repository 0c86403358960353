"""The use cases of the service: taking files in, reviewing, publishing, people, events."""
