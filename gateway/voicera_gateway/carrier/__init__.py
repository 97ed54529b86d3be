"""The organization's account at the carrier: how it stands, and which of its numbers lead here."""
