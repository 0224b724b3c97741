// Words that say nothing about what is wanted ("for", "ke", "के"), by language. Stateless and thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace khoj::text {

/// The stop-words of `language` (english, hinglish, hindi); empty for any other.
[[nodiscard]] std::span<const std::string_view> stop_words(std::string_view language) noexcept;

/// "english, …", for messages.
[[nodiscard]] std::string stop_word_languages();

}  // namespace khoj::text
