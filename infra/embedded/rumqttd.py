"""Runs rumqttd in this process until it is ended: `python -m infra.embedded.rumqttd CONFIGURATION`.

A process of its own, so that a broker that crashes takes nothing with it, and can be killed.
"""

import sys

from iotcore.iotcore import IotCoreBroker


def main() -> None:
    IotCoreBroker(config_path=sys.argv[1]).run_forever()


if __name__ == "__main__":
    main()
