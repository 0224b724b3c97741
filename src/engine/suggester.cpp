#include "engine/suggester.hpp"

#include <algorithm>
#include <chrono>

#include "base/background.hpp"
#include "base/log.hpp"
#include "base/utf8.hpp"

namespace khoj::engine {
namespace {

using base::ErrorCode;

constexpr double kDayMs = 86'400'000.0;
/// Queries that were asked last so many half-lives ago have next to no weight.
constexpr double kHalfLivesLookedBack = 8.0;
constexpr std::int64_t kLongestPauseMs = 50'000;
/// What the catalogue gives is built for a twentieth of the time at most, unless that would leave it behind for longer.
constexpr std::int64_t kCatalogPauses = 20;
constexpr std::int64_t kLongestCatalogPauseMs = 300'000;
constexpr std::size_t kMaxQueryCharacters = 100;
constexpr std::uint32_t kMaxLimit = 20;

tl::unexpected<base::Error> bad(std::string field, std::string message) {
  return tl::unexpected(base::Error{ErrorCode::invalid_argument, std::move(message), std::move(field)});
}

}  // namespace

pipeline::Impression shown_suggestions(const SuggestRequest& request, const SuggestResponse& response) {
  pipeline::Impression impression;
  impression.tenant = request.tenant;
  auto& shown = impression.shown;
  shown.request_id = request.request_id;
  shown.surface = domain::kAutosuggestSurface;
  shown.policy = domain::kAutosuggestSurface;  // No other has come up yet.
  shown.query = response.normalized_query;
  shown.total = response.suggestions.size();
  for (const auto& suggestion : response.suggestions)
    shown.texts.emplace_back(base::truncate_utf8(suggestion.text, domain::kMaxImpressionTextBytes));
  return impression;
}

Suggester::Suggester(SuggesterOptions options, domain::Tenant tenant, CurrentState current,
                     std::shared_ptr<QueryCounts> log)
    : options_(options), tenant_(std::move(tenant)), state_(std::move(current)), log_(std::move(log)) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

Suggester::~Suggester() = default;

std::shared_ptr<const SuggestionSet> Suggester::current() const {
  const std::lock_guard lock(mutex_);
  return set_;
}

base::Result<SuggestResponse> Suggester::suggest(const SuggestRequest& request) const {
  if (!base::is_valid_utf8(request.query)) return bad("query", "is not valid UTF-8");
  const auto characters = base::count_code_points(request.query);
  if (characters < 1 || characters > kMaxQueryCharacters)
    return bad("query", fmt::format("must have 1 to {} characters, not {}", kMaxQueryCharacters, characters));
  const auto limit = request.limit.value_or(options_.max_suggestions);
  if (limit < 1 || limit > kMaxLimit)
    return bad("max", fmt::format("must be from 1 to {}, not {}", kMaxLimit, limit));
  const auto deadline = base::SteadyClock::now() + std::chrono::milliseconds(options_.budget_ms);
  if (const auto set = current()) return *set->suggest(request, limit, deadline);
  return SuggestResponse{};
}

base::Result<bool> Suggester::refresh(const std::stop_token& stop) {
  const std::lock_guard lock(building_);
  const auto live = state_();
  const Basis basis{live->snapshot->index, live->settings, log_ ? log_->generation(tenant_) : 0};
  const base::Stopwatch watch;
  KHOJ_ASSIGN(const bool new_catalog, refresh_catalog(*live, {basis.index->covered(), basis.settings}, stop));
  if (!new_catalog && basis == built_from_) return false;
  std::vector<Suggestible> logged;
  if (log_) {
    const auto now_ms = base::now_ms();
    const double half_life_ms = options_.half_life_days * kDayMs;
    const auto since_ms = now_ms - static_cast<std::int64_t>(half_life_ms * kHalfLivesLookedBack);
    KHOJ_ASSIGN(const auto counts, log_->query_counts(tenant_, since_ms, options_.max_logged_queries));
    logged = suggestibles_of_log(*live, counts, now_ms, half_life_ms);
  }
  KHOJ_ASSIGN(auto set, SuggestionSet::build(live, catalog_, std::move(logged)));
  base::log::debug(
      "suggestions built",
      {{"completions", set->size()}, {"bytes", set->memory_bytes()}, {"duration_ms", watch.elapsed_ms()}});
  built_from_ = basis;
  const std::lock_guard publishing(mutex_);
  set_ = std::move(set);
  return true;
}

base::Result<bool> Suggester::refresh_catalog(const LiveState& live, const CatalogBasis& basis,
                                              const std::stop_token& stop) {
  if (catalog_ && (basis == catalog_built_from_ || base::SteadyClock::now() < catalog_due_)) return false;
  const base::Stopwatch watch;
  KHOJ_ASSIGN(catalog_, CatalogSuggestions::build(live, stop));
  catalog_built_from_ = basis;
  const auto pause_ms =
      std::min(kCatalogPauses * static_cast<std::int64_t>(watch.elapsed_ms()), kLongestCatalogPauseMs);
  catalog_due_ = base::SteadyClock::now() + std::chrono::milliseconds(pause_ms);
  return true;
}

void Suggester::run(const std::stop_token& stop) {
  base::step_back();
  while (!stop.stop_requested()) {
    const base::Stopwatch building;
    std::string error;
    try {
      if (const auto done = refresh(stop); !done && done.error().code != ErrorCode::cancelled)
        error = done.error().describe();
    } catch (
        const std::exception& thrown) {  // Memory may fail to be had: that ends the build, not the program.
      error = thrown.what();
    }
    if (!error.empty()) base::log::error("suggestions could not be built", {{"error", error}});
    // A build that takes seconds shall not take a core for itself; what is new still enters within a minute.
    const auto build_ms = static_cast<std::int64_t>(building.elapsed_ms());
    const auto pause_ms =
        std::max(options_.rebuild_interval_ms, std::min(4 * build_ms, kLongestPauseMs - build_ms));
    std::unique_lock lock(waiting_);
    wake_up_.wait_for(lock, stop, std::chrono::milliseconds(pause_ms), [] { return false; });
  }
}

}  // namespace khoj::engine
