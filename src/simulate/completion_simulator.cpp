#include "simulate/completion_simulator.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "simulate/query_simulator.hpp"
#include "text/normalise.hpp"
#include "text/typo.hpp"

namespace khoj::simulate {
namespace {

constexpr std::size_t kMaxBytes = 64;
constexpr std::size_t kMinTitleWords = 2;
constexpr std::size_t kMaxTitleWords = 6;

/// The first words of a title; empty when they are too long for a query.
std::string first_words(const std::string& title, std::size_t words) {
  std::size_t end = 0;
  for (; words > 0 && end < title.size(); --words) end = std::min(title.find(' ', end + 1), title.size());
  return end > kMaxBytes ? std::string() : text::fold(title.substr(0, end));
}

}  // namespace

std::vector<SimulatedCompletion> simulate_completions(std::uint64_t count, std::uint64_t seed) {
  const CatalogSimulator catalog({.products = std::max<std::uint64_t>(1'000, count), .seed = seed});
  const std::uint64_t rounds = 100 * std::max<std::uint64_t>(count, 100);
  const QuerySimulator queries(catalog,
                               {.queries = rounds, .seed = seed, .filtered_permille = 0, .typo_permille = 0});
  base::Rng rng(seed);
  std::vector<SimulatedCompletion> out;
  std::unordered_map<std::string, std::size_t, base::StringHash, std::equal_to<>> places;
  const auto add = [&](std::string text) {
    if (text.empty() || text.size() > kMaxBytes || out.size() == count) return;
    const auto [place, added] = places.try_emplace(text, out.size());
    if (added) {
      out.push_back({std::move(text), 1});
    } else {
      ++out[place->second].count;
    }
  };
  for (std::uint64_t i = 0; i < rounds && out.size() < count; ++i) {
    add(text::fold(queries.query(i).text));
    const std::size_t words = kMinTitleWords + rng.below(kMaxTitleWords - kMinTitleWords + 1);
    add(first_words(catalog.product(rng.below(catalog.options().products)).title, words));
  }
  return out;
}

std::string simulate_typing(const std::string& text, bool typo, base::Rng& rng) {
  std::string typed;
  for (std::size_t bytes = 1 + rng.below(text.size()); typed.empty() && bytes <= text.size(); ++bytes)
    typed = base::truncate_utf8(text, bytes);
  if (typo) text::add_typo(typed, rng);
  return typed;
}

}  // namespace khoj::simulate
