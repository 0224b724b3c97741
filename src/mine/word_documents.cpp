#include "mine/word_documents.hpp"

namespace khoj::mine {

void WordDocuments::add(std::span<const std::string_view> words, float weight) {
  constexpr std::size_t kMostBytes = 128;
  weights_.push_back(weight);
  for (const std::string_view word : words) {
    if (word.empty() || word.size() > kMostBytes) continue;
    auto at = numbers_.find(word);
    if (at == numbers_.end()) {
      at = numbers_.emplace(word, static_cast<std::uint32_t>(spellings_.size())).first;
      spellings_.push_back(&at->first);
      counts_.push_back(0);
      last_.push_back(0);
    }
    const std::uint32_t number = at->second;
    if (last_[number] == weights_.size()) continue;
    last_[number] = weights_.size();
    ++counts_[number];
    words_.push_back(number);
  }
  offsets_.push_back(words_.size());
}

}  // namespace khoj::mine
