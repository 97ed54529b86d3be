"""The edge for calls: it frames the carrier's and the browser's media and speaks the carrier's REST."""
