"""The daemon: all that is ours and is neither a source nor a text model."""
