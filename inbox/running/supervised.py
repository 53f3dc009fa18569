"""supervisord that ends when its parent does: `python supervised.py PARENT -c CONFIG`. Linux keeps that promise."""

import ctypes
import os
import signal
import sys

from supervisor import supervisord

PR_SET_PDEATHSIG = 1


def main(parent: int, arguments: list[str]) -> None:
    """Run supervisord; it gets SIGTERM when `parent` dies, even by SIGKILL."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() == parent:
        supervisord.main(arguments)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
