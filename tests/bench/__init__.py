"""The benchmarks: ratios within one run, so that a slow machine slows both sides."""
