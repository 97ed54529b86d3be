"""How an organization keeps recordings and transcripts."""
