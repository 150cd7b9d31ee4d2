"""Text models: what reads a mention and says what it is. Tables are in listener/store/."""
