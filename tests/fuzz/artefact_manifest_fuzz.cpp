// Any bytes as an artefact's manifest.json or live.json, with the checksum that they have and with the right one: they are
// read or refused with an error, and what was read survives being written and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "io/artefact_live.hpp"
#include "io/artefact_manifest.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace khoj;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto sealed = fmt::format("{}\"checksum\":\"{:016x}\"}}\n", text, base::hash64(text));
  for (const std::string_view given : {text, std::string_view(sealed)}) {
    const auto manifest = io::artefact_manifest_from_json(given);
    if (!manifest) continue;
    if (!io::validate(*manifest)) std::abort();
    const auto again = io::artefact_manifest_from_json(io::to_json(*manifest));
    if (!again || !(*again == *manifest)) std::abort();
  }
  if (const auto live = io::artefact_live_from_json(text)) {
    const auto again = io::artefact_live_from_json(io::to_json(*live));
    if (!again || !(*again == *live)) std::abort();
  }
  return 0;
}
