"""The installation's settings for a benchmark's server, with the yardsticks' addresses added."""

from wanjia.config.settings import *  # noqa: F403

ROOT_URLCONF = "wanjia.benches.urls"
