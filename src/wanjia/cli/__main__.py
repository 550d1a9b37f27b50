"""`python -m wanjia.cli`: what `serve` starts for the worker."""

from wanjia.cli.main import main

if __name__ == "__main__":
    main()
