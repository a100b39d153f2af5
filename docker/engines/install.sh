#!/usr/bin/env bash
# Builds the virtualenv of one group of engines: docker/engines/install.sh speech|ocr FOLDER
#
# TORCH_INDEX=URL takes torch from another package index, such as one that carries CPU-only builds: the builds of the
# default index bring some gigabytes of CUDA on Linux. Where pip's own settings name a place with a CPU build, nothing
# needs to be set.
set -euo pipefail
cd "$(dirname "$0")/../.."
group=$1
folder=$2
python=${PYTHON:-python3}

[ -x "$folder/bin/python" ] || "$python" -m venv "$folder"
pip=("$folder/bin/python" -m pip install --quiet --disable-pip-version-check)
if [ "$group" = speech ]; then
  "${pip[@]}" ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} torch==2.13.0
fi
"${pip[@]}" -r "docker/engines/$group.txt" -e .
# torchaudio from the default index is built for CUDA and its library does not load beside a CPU torch. What is used
# here (resampling, filter banks) is written in Python and works without.
if [ "$group" = speech ] && "$folder/bin/python" -c 'import sys, torch; sys.exit(torch.version.cuda is not None)'; then
  rm -f "$folder"/lib/python3*/site-packages/torchaudio/lib/*.so
fi
"$folder/bin/python" -m pip check
touch "$folder/.installed"
