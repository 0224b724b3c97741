// Opens arbitrary bytes as vectors of items, the checksum aside, and searches what opens: what is checked at opening must
// keep every read in bounds, and the answer in order.
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "mine/item_vectors.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace khoj;
  const auto vectors = mine::ItemVectors::from_bytes({data, data + size}, mine::ItemVectorsChecks::structure);
  if (!vectors) return 0;
  const std::vector<float> query(vectors->dim(), 0.1F);
  const auto is_even = [](domain::ItemId item) { return item.value % 2 == 0; };
  for (const auto& found : {vectors->nearest(query, 3, -1.0F), vectors->nearest(query, 3, -1.0F, is_even)}) {
    if (found.items.size() > 3 || found.partial) std::abort();
    for (std::size_t i = 1; i < found.items.size(); ++i) {
      if (found.items[i].score > found.items[i - 1].score) std::abort();
    }
  }
  return 0;
}
