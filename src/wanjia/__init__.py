"""wanjia 万家: everyone in a population is owed something by a deadline; the gap is who has not been reached."""

__version__ = "0.1.0"
