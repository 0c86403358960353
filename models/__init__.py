"""What a thing is: domain types and settings."""
