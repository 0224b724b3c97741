// What is known of who asks: out of the signals, or, for users who have not been seen for long, out of the event log.
// Thread-safe.
#pragma once

#include <memory>
#include <string>

#include "base/task.hpp"
#include "domain/tenant.hpp"
#include "pipeline/context.hpp"
#include "query/query_parser.hpp"
#include "signals/live_signals.hpp"
#include "store/event_store.hpp"

namespace khoj::engine {

class Shoppers {
 public:
  /// @param events null: nobody is known.
  Shoppers(domain::Tenant tenant, std::shared_ptr<store::EventStore> events,
           std::shared_ptr<signals::LiveSignals> signals)
      : tenant_(std::move(tenant)), events_(std::move(events)), signals_(std::move(signals)) {}

  /// The shopper as of now; with an empty profile where nothing is known of them within the history window. When the log
  /// cannot be read, what the signals have will do. @param parser  null: past searches are not asked for.
  base::Task<pipeline::Shopper> find(std::string user_id, std::shared_ptr<const query::QueryParser> parser);

 private:
  base::Task<signals::Profile> profile_of(std::string user_id);

  domain::Tenant tenant_;
  std::shared_ptr<store::EventStore> events_;
  std::shared_ptr<signals::LiveSignals> signals_;
};

}  // namespace khoj::engine
