"""Sessions of browsers: tokens in cookies that scripts cannot read."""
