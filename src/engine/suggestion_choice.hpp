// Chooses suggestions among completions: never what was typed, and not all with the same beginning. Stateless and
// thread-safe.
#pragma once

#include <string_view>
#include <vector>

#include "engine/completion_layers.hpp"
#include "engine/suggest_request.hpp"

namespace khoj::engine {

/// At most `limit` completions of `typed` as suggestions, best first. At most half of them (rounded up) begin with the
/// same two words, unless those that do not are fewer or have more typing mistakes.
std::vector<Suggestion> choose_suggestions(const CompletionLayers& completions, std::string_view typed,
                                           std::size_t limit, const index::completion::Options& options);

/// The words of a text as completions read them, one blank between them.
std::string normalized_words(std::string_view text);

}  // namespace khoj::engine
