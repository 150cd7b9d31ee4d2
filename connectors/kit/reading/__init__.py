"""Reading what sources send: feeds, markup, dates, names."""
