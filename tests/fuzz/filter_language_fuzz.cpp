// Filters come from outside: any bytes give an expression or an error that says where, and what was read can be named
// and split.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "query/filter_language.hpp"
#include "query/filter_split.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace khoj::query;
  static const FieldTable fields = [] {
    FieldTable table;
    table.add({"price", FieldKind::number, "price", "", 100.0});
    table.add({"brand", FieldKind::slug, "brand"});
    table.add({"in_stock", FieldKind::flag, "in_stock"});
    table.add({"created", FieldKind::time, "created"});
    table.add({"attributes.size", FieldKind::keyword, "attributes.size"});
    table.add({"attributes.place", FieldKind::geo, "place#lat", "place#lon"});
    return table;
  }();
  const auto filter = parse_filter({reinterpret_cast<const char*>(data), size}, fields);
  if (!filter) return 0;
  (void)filter->canonical();
  (void)split_filter(*filter, fields.all().front());
  return 0;
}
