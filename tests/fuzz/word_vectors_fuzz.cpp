// Any bytes as word vectors, as they are and with a checksum that fits: what is read gives the same bytes again, and unit
// vectors.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "mine/word_vectors.hpp"

namespace {

void read(const std::string& bytes) {
  using khoj::mine::WordVectors;
  const auto vectors = WordVectors::from_bytes(std::as_bytes(std::span(bytes)));
  if (!vectors) return;
  const std::string written = vectors->to_bytes();
  const auto again = WordVectors::from_bytes(std::as_bytes(std::span(written)));
  if (!again || again->parts().words != vectors->parts().words) std::abort();
  std::vector<float> out(vectors->dim());
  for (const std::string_view word : {"unknown", "a"}) {
    const std::vector<std::string_view> words{word};
    double square = 0;
    const bool known = vectors->embed(words, out);
    for (const float x : out) square += static_cast<double>(x) * x;
    if (known ? std::abs(square - 1) > 1e-3 : square != 0) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  read(bytes);
  const std::uint64_t checksum = khoj::base::hash64(bytes);
  bytes.append(reinterpret_cast<const char*>(&checksum), sizeof checksum);
  read(bytes);
  return 0;
}
