"""Who runs what, where: bounded threads here; a queue on PostgreSQL later."""
