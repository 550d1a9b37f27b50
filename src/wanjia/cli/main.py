"""`wanjia`."""


def main() -> None:
    """Filled below."""
