"""The acts, one file each: the file's name is the act's, and the class in it is found by that."""
