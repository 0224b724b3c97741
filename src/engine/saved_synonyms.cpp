#include "engine/saved_synonyms.hpp"

namespace khoj::engine {
namespace {

using base::ErrorCode;

constexpr std::size_t kMaxSaved = 1'000;

}  // namespace

base::Result<SavedSynonym> read_saved_synonym(const std::string& /*id*/, const std::string& body,
                                              std::uint64_t version) {
  KHOJ_ASSIGN(auto synonym, synonym_from_json(body));
  return SavedSynonym{std::move(synonym), version};
}

base::Status check_new_synonym(const SynonymTable& saved, const std::string& id, const Synonym& synonym) {
  if (auto named = check_document_name(id); !named) {
    auto error = std::move(named).error();
    error.context = "id";
    return base::fail(std::move(error));
  }
  if (saved.size() >= kMaxSaved && !saved.contains(id))
    return base::fail(ErrorCode::resource_exhausted, "at most {} synonyms can be saved", kMaxSaved);
  std::size_t pairs = count_pairs(synonym);
  for (const auto& [other, entry] : saved) {
    if (other != id) pairs += count_pairs(entry.synonym);
  }
  if (pairs <= kMaxSynonymPairs) return {};
  return base::fail(ErrorCode::resource_exhausted, "all saved synonyms make at most {} pairs of words",
                    kMaxSynonymPairs);
}

}  // namespace khoj::engine
