// What a shop's query log would hold, each text once with how often it was asked, and what a shopper types on the way to
// one of them. A pure function of its options. docs/simulation.md says what holds of them. Stateless and thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/rng.hpp"

namespace khoj::simulate {

struct SimulatedCompletion {
  std::string text;  ///< Lower case, at most 64 bytes.
  std::uint32_t count = 1;
  friend bool operator==(const SimulatedCompletion&, const SimulatedCompletion&) = default;
};

/// `count` different texts in the order in which they were asked first: simulated queries, and the first two to six words
/// of simulated titles. Cost: some microseconds each.
[[nodiscard]] std::vector<SimulatedCompletion> simulate_completions(std::uint64_t count, std::uint64_t seed);

/// A beginning of `text`, of random length and at least one letter long; with `typo` and a word of four letters in it,
/// one typing mistake. Never ends inside of a UTF-8 sequence.
[[nodiscard]] std::string simulate_typing(const std::string& text, bool typo, base::Rng& rng);

}  // namespace khoj::simulate
