"""Tell the right person the right thing at the right moment, once."""
