#!/usr/bin/env bash
# Debian’s Chromium for the browser tests. Never fails: without it those tests are skipped, and this says why.
set -uo pipefail

PACKAGES=(chromium-headless-shell chromium) # light, for most tests; whole, for what only it does
find_browser() { command -v chromium-headless-shell && command -v chromium; }

if find_browser >/dev/null; then
  exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "Chromium manque et seul l’administrateur peut l’installer (apt-get install ${PACKAGES[*]}) : tests de navigateur passés."
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "Chromium manque et ce système n’a pas apt-get : tests de navigateur passés."
  exit 0
fi
echo "Installation de Chromium (paquet Debian)…"
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${PACKAGES[@]}"; } >/dev/null 2>&1; then
  echo "Chromium n’a pas pu être installé : tests de navigateur passés."
  exit 0
fi
find_browser >/dev/null && echo "Chromium est installé."
exit 0
