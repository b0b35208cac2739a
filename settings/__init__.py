"""Django settings; everything that differs between installations is read from the environment."""
