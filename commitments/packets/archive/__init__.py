"""The archive of packets: the only package that writes their rows and files."""
