"""The printed briefing: records to content, content to HTML, to PDF in a throw-away child, to archive."""
