// The event log as signals and training read it. Plain functions; they block.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/result.hpp"
#include "domain/tenant.hpp"
#include "signals/live_signals.hpp"
#include "store/event_store.hpp"

namespace khoj::engine {

[[nodiscard]] signals::LoggedEvent logged_of(const store::StoredEvent& stored);

/// The whole log by at_ms, in the order of the log where that is the same.
/// @param progress  called now and then with how many were read; its error ends the reading.
/// Errors: unavailable, corruption. Cost: 100 bytes an event.
base::Result<std::vector<signals::LoggedEvent>> read_logged_events(
    store::EventHistory& events, const domain::Tenant& tenant,
    const std::function<base::Status(std::uint64_t)>& progress = {});

}  // namespace khoj::engine
