"""Plain-text mail through an SMTP server."""
