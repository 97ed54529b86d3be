"""The second proof of who somebody is: a code of their authenticator app (TOTP, RFC 6238)."""
