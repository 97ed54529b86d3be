"""What was said, line by line."""
