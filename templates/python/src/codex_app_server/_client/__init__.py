"""The client: written by hand, but for the modules that follow the schema."""
