"""Against local servers that speak each vendor's wire format over a socket."""
