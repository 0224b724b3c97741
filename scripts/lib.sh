# What the scripts share: where the project is, and how a step is run and reported. Sourced, not run.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT"

die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# The words after `#: ` at the top of the calling script are its help.
usage() { sed -n 's/^#: \{0,1\}//p' "$0"; }

now_ms() { date +%s%3N; }

# seconds SINCE_MS: "12.3 s"
seconds_since() {
  local elapsed=$(($(now_ms) - $1))
  printf '%d.%d s' $((elapsed / 1000)) $((elapsed % 1000 / 100))
}

# How many compilers may run: one for each core, and no more than one for each 1.5 GB of memory.
build_jobs() {
  local cores memory_gb
  cores="$(nproc)"
  memory_gb="$(awk '/^MemAvailable/ {print int($2 / 1500000)}' /proc/meminfo)"
  ((memory_gb < 1)) && memory_gb=1
  echo $((cores < memory_gb ? cores : memory_gb))
}

# build PRESET TARGET... -- CMAKE_OPTION...: configures and builds. Without a target, everything.
build() {
  local preset="$1" targets=() options=()
  shift
  while (($# > 0)) && [[ "$1" != "--" ]]; do
    targets+=(--target "$1")
    shift
  done
  (($# > 0)) && shift
  options=("$@")
  cmake --preset "$preset" "${options[@]}" &&
    cmake --build "build/$preset" -j "$(build_jobs)" "${targets[@]}"
}
