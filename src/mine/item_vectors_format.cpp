#include "mine/item_vectors_format.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/hash.hpp"
#include "mine/sections.hpp"
#include "simd/dot_products.hpp"

namespace khoj::mine {
namespace {

base::Status check_header(const ItemVectorsHeader& header, std::size_t size) {
  if (header.dim == 0 || header.dim > kMaxItemVectorDim)
    return corrupt("rows of {} numbers; expected 1 to {}", header.dim, kMaxItemVectorDim);
  if (header.rows > kMaxItemVectors)
    return corrupt("{} rows; expected at most {}", header.rows, kMaxItemVectors);
  if (std::any_of(header.reserved.begin(), header.reserved.end(), [](auto word) { return word != 0; }))
    return corrupt("the header holds something where nothing belongs");
  if (const std::uint64_t expected = layout_of(header).size; size != expected)
    return corrupt("has {} bytes; the header says {}", size, expected);
  return {};
}

base::Status check_rows(const ItemVectorsView& view) {
  for (std::uint32_t row = 0; row < view.rows; ++row) {
    if (row > 0 && view.items[row] <= view.items[row - 1])
      return corrupt("items do not ascend at row {}", row);
    if (!(view.scales[row] >= 0.0F) || !std::isfinite(view.scales[row]))
      return corrupt("row {} has the scale {}", row, view.scales[row]);
    const std::int8_t* const numbers = view.numbers + row * view.stride;
    if (std::any_of(numbers + view.dim, numbers + view.stride, [](std::int8_t x) { return x != 0; }))
      return corrupt("row {} goes on behind its {} numbers", row, view.dim);
  }
  return {};
}

}  // namespace

ItemVectorsLayout layout_of(const ItemVectorsHeader& header) noexcept {
  ItemVectorsLayout layout{};
  SectionLayout sections;
  layout.stride = (header.dim + simd::kDotBlock - 1) / simd::kDotBlock * simd::kDotBlock;
  layout.items = sections.add(header.rows, 4);
  layout.scales = sections.add(header.rows, 4);
  layout.numbers = sections.add(header.rows, layout.stride);
  layout.checksum = sections.add(1, 8);
  layout.size = sections.end();
  return layout;
}

base::Result<ItemVectorsView> read_item_vectors(std::span<const std::byte> bytes, ItemVectorsChecks checks) {
  ItemVectorsHeader header;
  if (bytes.size() < sizeof(header))
    return corrupt("{} bytes are too few for vectors of items", bytes.size());
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (header.magic != kItemVectorsMagic) return corrupt("does not begin as vectors of items do");
  if (header.version != kItemVectorsVersion) {
    return base::fail(base::ErrorCode::unsupported, "is of version {}; expected {}", header.version,
                      kItemVectorsVersion);
  }
  KHOJ_TRY(check_header(header, bytes.size()));
  const ItemVectorsLayout layout = layout_of(header);
  if (checks == ItemVectorsChecks::all &&
      base::hash64(bytes.first(layout.checksum)) != *section_at<std::uint64_t>(bytes, layout.checksum))
    return corrupt("the checksum is wrong");
  ItemVectorsView view;
  view.dim = header.dim;
  view.rows = header.rows;
  view.stride = layout.stride;
  view.items = section_at<std::uint32_t>(bytes, layout.items);
  view.scales = section_at<float>(bytes, layout.scales);
  view.numbers = section_at<std::int8_t>(bytes, layout.numbers);
  KHOJ_TRY(check_rows(view));
  return view;
}

}  // namespace khoj::mine
