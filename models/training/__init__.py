"""Training, measuring and exporting the tagger; needs the extra `train`."""
