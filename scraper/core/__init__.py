"""Pure: no I/O, no clock, no randomness, no environment, no logging. Values in, values out."""
