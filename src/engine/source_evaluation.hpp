// How good is each source of recommendations, and the blend of them? Events are replayed in their order; just before a
// shopper's last new product is told, every source is asked for a page, and what it ranked where is noted. So nothing is
// learnt from what came later. The whole catalogue is ranked. Pure function of its inputs but for the memo's clock.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/live_state.hpp"
#include "engine/training.hpp"
#include "signals/live_signals.hpp"

namespace khoj::engine {

struct SourceEvaluationOptions {
  std::size_t max_users = 5'000;  ///< Those whose keys come first in a fixed order.
  std::uint32_t k = 20;
  std::string blend = "home";  ///< The policy that is compared with its sources.
  std::int64_t from_ms = 0;    ///< Only shoppers whose last product came at this time or later.
  /// Rules are mined, and kinds of events weighed, anew every day of the replay, as by the daily jobs.
  RuleTrainingOptions rules;
  bool weigh_kinds = true;  ///< false: kinds of events weigh what is assumed.
  /// The shopper's last product counts also when they had it before, and pages may show what was seen: sessions.
  bool repeats = false;
};

/// What one source, or the blend, gave.
struct SourceScore {
  std::string name;
  std::vector<double> recall;  ///< One a shopper: 1 when the product was among the first k, else 0.
  std::vector<double> ndcg;    ///< 1 / log2(place + 2) when it was.
  double answered = 0.0;       ///< Share of the shoppers for whom there was any product.
};

/// @param live    the catalogue and the policies; its signals are not looked at.
/// @param events  by at_ms.
/// @param progress  called now and then with the number of events replayed.
/// Errors: invalid_argument (no such policy), those of the sources.
base::Result<std::vector<SourceScore>> evaluate_sources(
    const LiveState& live, const std::vector<signals::LoggedEvent>& events,
    const signals::SignalOptions& signals, const SourceEvaluationOptions& options,
    const std::function<void(std::size_t)>& progress = {});

}  // namespace khoj::engine
