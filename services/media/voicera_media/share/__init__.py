"""Links that show single calls to people without an account."""
