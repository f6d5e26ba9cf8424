"""The printed briefing: records to content, content to HTML, HTML to PDF in a throw-away child, PDF to archive."""
