#!/bin/sh -e
# Records dashboard.yaml through the proxy. The controller here is a simulated one, so that anybody can run
# this; with one of your own it is: fakejuju record --controller prod dashboard.yaml -- python dashboard.py
cd "$(dirname "$0")"
made=${1:-dashboard.yaml}
fakejuju serve -q --juju 3.6 --bundle site.yaml --rows rows.yaml -- \
    fakejuju record -q --mode all --title "What the dashboard asks (of a simulated controller)" "$made" -- python dashboard.py
fakejuju show "$made"
fakejuju scan "$made"
