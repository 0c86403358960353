"""What goes in and out of the web door, beside the published plan."""
