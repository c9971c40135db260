"""What every emitted module stands on. Nothing here is public by itself."""
