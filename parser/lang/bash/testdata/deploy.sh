#!/usr/bin/env bash
# Deploys things.
set -euo pipefail

source ./lib.sh
. "$HOME/util.sh"

LIMIT=10

# Finds.
function find_it() {
  local key=$1
  if [[ -z "$key" || $key == "a" && -n "$2" ]]; then
    return 1
  elif [ "$key" = "b" ]; then
    for f in *.txt; do
      while read -r line; do
        echo "$line"
      done < "$f"
    done
  else
    until done_yet; do sleep 1; done
  fi
  case "$key" in
    x|y) find_it "$key" ;;
    *) echo "none" ;;
  esac
  for ((i = 0; i < 3; i++)); do :; done
  helper "$key" && return 0 || exit 1
  cat <<END
text
END
}

helper() (
  echo "$1" | grep x
)

main() { find_it "$@"; }
main "$@"
