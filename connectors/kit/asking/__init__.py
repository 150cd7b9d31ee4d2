"""What the settings ask for, looked for again in what a source found."""
