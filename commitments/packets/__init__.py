"""Briefing packets: records to content, content to HTML, HTML to PDF in a sandboxed process, PDF to the
archive.
"""
