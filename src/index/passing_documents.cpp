#include "index/passing_documents.hpp"

#include "index/segment.hpp"

namespace khoj::index {

PassingDocuments::PassingDocuments(const IndexSnapshot& index, const FilterExpression& filter)
    : index_(index) {
  bits_.reserve(index.segments().size());
  for (const auto& segment : index.segments())
    bits_.push_back(resolve_filter(index.schema(), *segment, filter));
}

std::optional<DocRef> PassingDocuments::find(domain::ItemId item) const {
  const auto doc = index_.find(item);
  if (!doc) return std::nullopt;
  const auto& bits = bits_[doc->segment];
  return bits == nullptr || simd::test_bit(bits->words.data(), doc->doc_id) ? doc : std::nullopt;
}

}  // namespace khoj::index
