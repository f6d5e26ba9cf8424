"""Files exchanged with others: the matrix sent before a session and its return, work sheets, papers."""
