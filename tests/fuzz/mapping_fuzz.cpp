// Any bytes as a mapping file: it is read or refused with a place, and one that is read maps any row without
// crashing. The row is what stands behind the first NUL byte, the same text in every column.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "jobs/product_mapper.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t end = bytes.find('\0');
  const auto mapping = khoj::jobs::read_mapping(bytes.substr(0, end), "fuzz");
  if (!mapping) {
    if (mapping.error().context.empty() || mapping.error().message.empty()) std::abort();
    return 0;
  }
  const std::string_view cell = end == std::string_view::npos ? "x" : bytes.substr(end + 1);
  const std::vector<khoj::jobs::SourceValue> row(mapping->sources.size(), {cell, {}});
  const auto product = khoj::jobs::map_product(*mapping, row);
  if (product && !khoj::domain::validate(*product)) std::abort();
  return 0;
}
