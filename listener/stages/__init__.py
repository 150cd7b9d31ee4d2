"""The stages, one file each: idempotent functions over rows, which take, think, and put."""
