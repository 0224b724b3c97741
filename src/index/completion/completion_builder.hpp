// Collects completions and builds a CompletionIndex of them. One thread.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/hash.hpp"
#include "base/result.hpp"
#include "index/completion/completion_index.hpp"
#include "index/completion/word_forms.hpp"

namespace khoj::index::completion {

/// Longer texts are refused.
inline constexpr std::size_t kMaxTextBytes = 255;

class CompletionBuilder {
 public:
  /// Takes a completion; of the same text and kind the one of the greatest weight counts.
  /// Errors: invalid_argument (no word, more than kMaxWords or kMaxTextBytes, not UTF-8, a weight below 0 or none).
  base::Status add(const Entry& entry);

  [[nodiscard]] std::size_t size() const noexcept { return documents_.size(); }

  /// Builds the index and leaves this empty. Cost: about two seconds for a million completions.
  /// Errors: resource_exhausted (more than 2^31 words), cancelled (within a second of the request).
  base::Result<CompletionIndex> build(const std::stop_token& stop = {});

 private:
  /// A sequence of words under which an entry is found.
  struct Document {
    std::uint32_t first_word = 0;
    std::uint8_t word_count = 0;
    Kind kind = Kind::query;
    float weight = 0.0F;
    std::uint32_t shown = 0;  ///< Offset in shown_ plus one; 0: its words with blanks between them.
  };

  void add_document(const Words& words, const Entry& entry);
  std::uint32_t term_of(std::string_view word);
  std::uint32_t keep_shown(const std::string& text);
  [[nodiscard]] std::span<const std::uint32_t> words_of(const Document& document) const noexcept {
    return {words_.data() + document.first_word, document.word_count};
  }
  TermTrie number_terms();
  void drop_repeated();
  void fill(CompletionIndex& index) const;

  WordForms forms_;
  std::unordered_map<std::string, std::uint32_t, base::StringHash, std::equal_to<>> terms_;
  std::vector<std::uint32_t> words_;
  std::vector<Document> documents_;
  std::unordered_map<std::string, std::uint32_t, base::StringHash, std::equal_to<>> shown_places_;
  std::string shown_;
};

}  // namespace khoj::index::completion
