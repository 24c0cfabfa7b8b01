"""The commands of `motcua`, one module each. Importing them loads neither Qt nor a database: `--help` is instant."""
