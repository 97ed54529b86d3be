"""Keys for AI providers and carriers, sealed."""
