"""Paper: the ticket from facts to dots, printers of every connection, their status, and a virtual printer.

Faces use `TicketPrinter` (worker), `PrinterConfig` (config), `TicketSlip` (ticket) and `message` (messages);
importing any of them loads neither python-escpos nor reportlab.
"""
