#include "rank/features.hpp"

#include <algorithm>
#include <cmath>

#include "domain/judgement.hpp"
#include "rank/title_match.hpp"

namespace khoj::rank {
namespace {

using pipeline::Candidate;
using pipeline::Context;

/// A share of returns or cancellations at which nothing of that part of the trust is left.
constexpr double kWorstReturnRate = 0.3;
constexpr double kWorstCancellationRate = 0.2;
/// Ratings at which popularity is complete.
constexpr double kManyRatings = 100'000.0;

double share_left(const std::optional<float>& rate, double worst) noexcept {
  return rate ? std::clamp(1.0 - static_cast<double>(*rate) / worst, 0.0, 1.0) : 0.7;
}

double relevance(const Context& /*context*/, const Candidate& candidate) noexcept {
  return candidate.relevance;
}
std::string describe_relevance(const Context& /*context*/, const Candidate& /*candidate*/) {
  return "how well the words fit";
}

double title(const Context& context, const Candidate& candidate) noexcept {
  const TitleMatch match = match_title(context.query, candidate.card.title);
  return 0.5 * match.exact + 0.5 * match.near;
}
std::string describe_title(const Context& context, const Candidate& candidate) {
  const TitleMatch match = match_title(context.query, candidate.card.title);
  return fmt::format("{:.0f}% of the words as typed, {:.0f}% next to each other", match.exact * 100.0,
                     match.near * 100.0);
}

double trust(const Context& /*context*/, const Candidate& candidate) noexcept {
  const auto& card = candidate.card;
  const double rating =
      std::clamp((domain::smoothed_rating(card.rating, card.rating_count) - 1.0) / 4.0, 0.0, 1.0);
  return 0.6 * rating + 0.25 * share_left(card.return_rate, kWorstReturnRate) +
         0.15 * share_left(card.cancellation_rate, kWorstCancellationRate);
}
std::string describe_trust(const Context& /*context*/, const Candidate& candidate) {
  const auto& card = candidate.card;
  std::string text = card.rating ? fmt::format("{:.1f} stars by {} people", *card.rating, card.rating_count)
                                 : std::string("not rated");
  if (card.return_rate)
    text += fmt::format(", {:.0f}% returned", static_cast<double>(*card.return_rate) * 100.0);
  return text;
}

double popularity(const Context& /*context*/, const Candidate& candidate) noexcept {
  return std::min(1.0,
                  std::log1p(static_cast<double>(candidate.card.rating_count)) / std::log1p(kManyRatings));
}
std::string describe_popularity(const Context& /*context*/, const Candidate& candidate) {
  return fmt::format("{} ratings", candidate.card.rating_count);
}

double discount(const Context& /*context*/, const Candidate& candidate) noexcept {
  return candidate.card.discount_ratio();
}
std::string describe_discount(const Context& /*context*/, const Candidate& candidate) {
  return fmt::format("{:.0f}% off", candidate.card.discount_ratio() * 100.0);
}

constexpr pipeline::Feature kFeatures[] = {
    {"relevance", relevance, describe_relevance},
    {"title", title, describe_title},
    {"trust", trust, describe_trust},
    {"popularity", popularity, describe_popularity},
    {"discount", discount, describe_discount},
};

}  // namespace

std::span<const pipeline::Feature> features() noexcept { return kFeatures; }

base::Result<const pipeline::Feature*> find_feature(std::string_view name) {
  std::string names;
  for (const auto& feature : kFeatures) {
    if (feature.name == name) return &feature;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", feature.name);
  }
  return base::fail(base::ErrorCode::invalid_argument, "unknown feature '{}'; expected one of {}", name,
                    names);
}

}  // namespace khoj::rank
