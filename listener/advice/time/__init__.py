"""When something is due: team hours, bundles, weekly periods."""
