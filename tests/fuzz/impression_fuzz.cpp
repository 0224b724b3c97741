// Bytes of a database as a packed impression: what is read is valid, and packs and reads back as the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "store/impression_codec.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace khoj;
  const auto read = store::unpack_impression({reinterpret_cast<const char*>(data), size});
  if (!read) return 0;
  const auto again = store::unpack_impression(store::pack_impression(*read));
  if (!again || *again != *read) std::abort();
  return 0;
}
