#include "text/stemmer.hpp"

#include <algorithm>
#include <array>

#include <libstemmer.h>

namespace khoj::text {
namespace {

struct Language {
  std::string_view name;
  Script script;
};

constexpr auto kLanguages = std::to_array<Language>({
    {"danish", Script::latin},
    {"dutch", Script::latin},
    {"english", Script::latin},
    {"finnish", Script::latin},
    {"french", Script::latin},
    {"german", Script::latin},
    {"hindi", Script::devanagari},
    {"indonesian", Script::latin},
    {"italian", Script::latin},
    {"nepali", Script::devanagari},
    {"norwegian", Script::latin},
    {"portuguese", Script::latin},
    {"spanish", Script::latin},
    {"swedish", Script::latin},
    {"tamil", Script::tamil},
});

}  // namespace

std::optional<Script> script_of_stemmer(std::string_view language) noexcept {
  const auto* found = std::find_if(kLanguages.begin(), kLanguages.end(),
                                   [&](const Language& row) { return row.name == language; });
  if (found == kLanguages.end()) return std::nullopt;
  return found->script;
}

std::string stemmer_languages() {
  std::string out;
  for (const Language& language : kLanguages) {
    if (!out.empty()) out += ", ";
    out += language.name;
  }
  return out;
}

Stemmer::Stemmer(std::string_view language)
    : stemmer_(sb_stemmer_new(std::string(language).c_str(), "UTF_8")) {}

std::string_view Stemmer::stem(std::string_view word) noexcept {
  if (!stemmer_) return word;
  const auto* stem = sb_stemmer_stem(stemmer_.get(), reinterpret_cast<const sb_symbol*>(word.data()),
                                     static_cast<int>(word.size()));
  const int length = sb_stemmer_length(stemmer_.get());
  if (stem == nullptr || length <= 0) return word;
  return {reinterpret_cast<const char*>(stem), static_cast<std::size_t>(length)};
}

void Stemmer::Delete::operator()(sb_stemmer* stemmer) const noexcept { sb_stemmer_delete(stemmer); }

}  // namespace khoj::text
