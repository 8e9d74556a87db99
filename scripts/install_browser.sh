#!/usr/bin/env bash
# Debian’s Chromium for the browser tests. Never fails: without it those tests are skipped, and this says why.
set -uo pipefail

find_browser() { command -v chromium || command -v chromium-browser; }

if find_browser >/dev/null; then
  exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "Chromium manque et seul l’administrateur peut l’installer (apt-get install chromium) : tests de navigateur passés."
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "Chromium manque et ce système n’a pas apt-get : tests de navigateur passés."
  exit 0
fi
echo "Installation de Chromium (paquet Debian)…"
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1; then
  echo "Chromium n’a pas pu être installé : tests de navigateur passés."
  exit 0
fi
find_browser >/dev/null && echo "Chromium est installé."
exit 0
