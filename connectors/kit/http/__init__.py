"""Every request to a source: guarded against private addresses (SSRF), floods and redirects; paced; cached."""
