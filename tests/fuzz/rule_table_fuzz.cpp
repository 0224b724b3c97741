// RuleTable::from_bytes on arbitrary bytes: no crash, and what is accepted can be asked and is written as it was. The
// checksum is put right, so that what lies behind it is reached.
#include <cstdlib>
#include <string>

#include "base/hash.hpp"
#include "mine/rule_table.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace khoj;
  std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto checksum = base::hash64(bytes);
  bytes.append(reinterpret_cast<const char*>(&checksum), sizeof checksum);
  const auto table = mine::RuleTable::from_bytes(bytes);
  if (!table) return 0;
  const std::uint32_t items[] = {0, 1, 2, 3, 5, 100, 0xFFFFFFFF};
  if (table->match(items).size() > table->size() || table->to_bytes() != bytes) std::abort();
  return 0;
}
