"""The close-out package: records as a BagIt folder that an archive checks offline, and closing records."""
