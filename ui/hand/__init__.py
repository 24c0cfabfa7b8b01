"""The hand: drives a real window from outside, for the rehearsal and for tests.

`server.attach()` runs inside a surface started with `--hand`; `client.Hand` on the other side is plain
Python without Qt. Requests come as JSON lines on standard input, answers leave on standard output as lines
that begin with `HAND `.
"""
