// Cursors come back from clients: any bytes give a cursor or an error. Behind the checksum the reader is on its own, so
// the bytes are also given with one that fits.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/hash.hpp"
#include "engine/cursor.hpp"
#include "io/base64url.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace khoj;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)engine::decode_cursor(text, 0, 1);
  std::string bytes(text);
  const std::uint64_t checksum = base::hash64(bytes, 0);
  bytes.append(reinterpret_cast<const char*>(&checksum), sizeof checksum);
  for (std::size_t keys = 0; keys <= index::kMaxSortKeys; ++keys) {
    const auto cursor = engine::decode_cursor(io::to_base64url(bytes), 0, keys);
    if (cursor) (void)engine::encode_cursor(*cursor, 0);
  }
  return 0;
}
