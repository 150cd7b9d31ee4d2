"""One query language for all kinds of source: what is asked of a mention, and whether it is so."""
