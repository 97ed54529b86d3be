"""What calls used of AI providers, and what it cost."""
