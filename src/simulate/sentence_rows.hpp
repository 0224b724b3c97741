// The patterns of titles and descriptions as a person writes them: words and {slots}, one pattern per entry.
// The slots' names stand in product_grammar.cpp. Constants only.
#pragma once

#include <span>
#include <string_view>

#include "simulate/category_row.hpp"

namespace khoj::simulate {

[[nodiscard]] std::span<const std::string_view> title_rows(TitleShape shape) noexcept;
[[nodiscard]] std::span<const std::string_view> sentence_rows(TitleShape shape) noexcept;
[[nodiscard]] std::span<const std::string_view> opening_rows() noexcept;
[[nodiscard]] std::span<const std::string_view> general_sentence_rows() noexcept;

/// Words of praise, separated by '|', the common ones first.
[[nodiscard]] std::string_view praise_row() noexcept;

}  // namespace khoj::simulate
