"""The command line: the same for people, CI and benchmarks. Figures to stdout, words to stderr.

Exit codes: 0 fine; 1 a bug; 2 bad usage; 3 a check found disagreement; 4 bad input; 5 refused.
"""
