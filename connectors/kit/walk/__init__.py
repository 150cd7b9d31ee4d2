"""Walking through listings page by page, with gaps that later polls fill."""
