"""The only package that knows SQLAlchemy: journal, projections, migrations, one writer per process."""
