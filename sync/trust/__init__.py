"""Who is who: keys of stations, the authority's certificates, and how a station is let in."""
