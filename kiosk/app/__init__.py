"""The roof: configuration, construction of every object, commands. The only package that knows all others."""
