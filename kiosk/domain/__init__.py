"""The trade: tickets, numbers, order, counters. Standard library only, no I/O, no clock of its own."""
