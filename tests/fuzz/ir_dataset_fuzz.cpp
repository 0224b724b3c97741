// Any bytes as a line of corpus.jsonl, of queries.jsonl and of a qrels file: they are read or refused with an
// error.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "eval/ir_dataset.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace khoj;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto document = eval::parse_ir_document(bytes); document && document->id.empty()) std::abort();
  if (const auto query = eval::parse_ir_query(bytes); query && query->id.empty()) std::abort();
  if (const auto judgement = eval::parse_judgement(bytes);
      judgement && !std::isfinite(judgement->relevance)) {
    std::abort();
  }
  return 0;
}
