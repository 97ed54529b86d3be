"""Everything that knows Vobiz: its webhooks, its XML, its REST API and its media frames."""
