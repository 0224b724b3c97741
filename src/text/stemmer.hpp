// Snowball stemmers by script: which languages there are, and one stemmer ready for use. Not thread-safe: a
// stemmer holds the word that it works on.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "text/script.hpp"

struct sb_stemmer;

namespace khoj::text {

/// The script whose words the stemmer of `language` ("english", "hindi" …) is for; nothing for an unknown
/// language.
[[nodiscard]] std::optional<Script> script_of_stemmer(std::string_view language) noexcept;

/// "english, french, …", for messages.
[[nodiscard]] std::string stemmer_languages();

class Stemmer {
 public:
  /// REQUIRES: script_of_stemmer(language) has a value.
  explicit Stemmer(std::string_view language);

  /// The stem of a folded word; valid until the next call. The word itself where it has no other stem.
  [[nodiscard]] std::string_view stem(std::string_view word) noexcept;

 private:
  struct Delete {
    void operator()(sb_stemmer* stemmer) const noexcept;
  };
  std::unique_ptr<sb_stemmer, Delete> stemmer_;
};

}  // namespace khoj::text
