"""Signing in at an identity provider: OpenID Connect, authorization code flow with PKCE."""
