"""The stages, one file each: idempotent functions over rows."""
