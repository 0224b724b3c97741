#include "engine/completion_layers.hpp"

#include <algorithm>
#include <iterator>

#include "base/hash.hpp"

namespace khoj::engine {
namespace {

using index::completion::Hit;
using index::completion::Options;

/// When hidden ones leave too few, so many are looked at, at most.
constexpr std::size_t kDeepestLook = 256;

bool comes_first(const Hit& a, const Hit& b) noexcept {
  if (a.typos != b.typos) return a.typos < b.typos;
  if (a.continues != b.continues) return a.continues;
  return a.weight > b.weight;
}

/// Keeps the order inside each, and of the two first ones always takes the better.
std::vector<Hit> merge(std::vector<Hit> a, std::vector<Hit> b, std::size_t k) {
  std::vector<Hit> merged;
  merged.reserve(std::min(k, a.size() + b.size()));
  for (auto left = a.begin(), right = b.begin();
       merged.size() < k && (left != a.end() || right != b.end());) {
    const bool from_right = left == a.end() || (right != b.end() && comes_first(*right, *left));
    merged.push_back(std::move(from_right ? *right++ : *left++));
  }
  return merged;
}

/// With mistakes only as many as are wanted, when enough were found with fewer.
void drop_needless_mistakes(std::vector<Hit>& hits, std::size_t enough) {
  for (std::size_t i = enough; i > 0 && i < hits.size(); ++i) {
    if (hits[i].typos <= hits[i - 1].typos) continue;
    hits.resize(i);
    return;
  }
}

}  // namespace

std::vector<Hit> CompletionLayers::complete(std::string_view typed, std::size_t k,
                                            const Options& options) const {
  if (above_ == nullptr || above_->size() == 0) return below_->complete(typed, k, options);
  // Mistakes cost most, and are only looked for where both layers together have too little without any.
  Options as_typed = options;
  as_typed.max_typos = 0;
  auto hits = merge(above_->complete(typed, k, as_typed), complete_below(typed, k, as_typed), k);
  if (options.max_typos == 0 || hits.size() == k || hits.size() >= options.enough) return hits;
  hits = merge(above_->complete(typed, k, options), complete_below(typed, k, options), k);
  drop_needless_mistakes(hits, options.enough);
  return hits;
}

std::vector<Hit> CompletionLayers::complete_below(std::string_view typed, std::size_t k,
                                                  Options options) const {
  const std::size_t enough = options.enough;
  for (std::size_t asked = k;;) {
    auto hits = below_->complete(typed, asked, options);
    const bool all = hits.size() < asked;
    const auto erased =
        std::erase_if(hits, [&](const Hit& hit) { return hidden_->contains(base::hash64(hit.text)); });
    if (hits.size() >= k || asked >= kDeepestLook) return hits;
    if (!all) {
      asked *= 2;
    } else if (options.enough < enough + erased) {
      options.enough = enough + erased;  // The hidden ones have kept mistakes from being looked for.
    } else {
      return hits;
    }
  }
}

float CompletionLayers::greatest_weight() const noexcept {
  return std::max(above_ == nullptr ? 0.0F : above_->greatest_weight(), below_->greatest_weight());
}

}  // namespace khoj::engine
