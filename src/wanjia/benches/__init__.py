"""Benchmarks that anyone can run: `wanjia bench …`. Each makes a database of its own, measures, and drops it again.

Yardsticks stand beside what they measure and run in the same run, on the same database: an ordinary Django view
(`twin`), the same row by row, and the bare insert.
"""
