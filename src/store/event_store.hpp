// The port of the event log: what shoppers did, as clients tell it, and what our answers showed. Split by use; an
// adapter implements all of EventStore and passes tests/conformance/event_store.
//
// Both kinds are appended, numbered per tenant without gaps in the order of their commits, read in that order, and
// removed from the front when they are old. No session is in it: an impression has only its request's id, an event may
// have a user's. Implementations are thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/task.hpp"
#include "domain/event.hpp"
#include "domain/ids.hpp"
#include "domain/impression.hpp"
#include "domain/tenant.hpp"

namespace khoj::store {

enum class EventOutcome : std::uint8_t {
  recorded,
  known,  ///< An event with this id is there already; nothing was changed.
};

class EventLog {
 public:
  virtual ~EventLog() = default;

  /// Appends what is not there yet, all in one transaction, durable when the Task completes. An event_id that stands
  /// twice counts once; the first content stays. A click counts for the query of the request that it names, whichever
  /// of the two arrives first.
  /// @return one outcome an event, in order. Errors: invalid_argument (domain::validate; the context begins with
  /// "[i]"), resource_exhausted (too many writes wait), unavailable.
  virtual base::Task<base::Result<std::vector<EventOutcome>>> append_events(
      domain::Tenant tenant, std::vector<domain::Event> events) = 0;

  /// Appends all of them in one transaction. @return how many. Errors: as append_events.
  virtual base::Task<base::Result<std::uint64_t>> append_impressions(
      domain::Tenant tenant, std::vector<domain::Impression> impressions) = 0;
};

struct StoredEvent {
  domain::EventSeq seq;
  std::int64_t received_ms = 0;  ///< By the store's clock.
  /// What the catalogue calls the product, also a deleted one; absent where it never had it, and for searches.
  std::optional<domain::ItemId> item;
  domain::Event event;
};

struct StoredImpression {
  domain::EventSeq seq;
  domain::Impression impression;
};

/// A product in the answer to a request.
struct ShownItem {
  std::string request_id;
  domain::ItemId item;
};

/// A stretch of a log, ascending. A store ends it early when it would take much memory.
template <typename T>
struct LogPage {
  std::vector<T> rows;
  bool more = false;  ///< Others follow at once.
};

class EventHistory {
 public:
  virtual ~EventHistory() = default;

  /// The next at most `limit` rows after `after`; at least one, when there is one. @param limit 1 to 10,000, otherwise
  /// invalid_argument. Errors: unavailable, corruption.
  virtual base::Task<base::Result<LogPage<StoredEvent>>> events_after(domain::Tenant tenant,
                                                                      domain::EventSeq after,
                                                                      std::uint32_t limit) = 0;
  virtual base::Task<base::Result<LogPage<StoredImpression>>> impressions_after(domain::Tenant tenant,
                                                                                domain::EventSeq after,
                                                                                std::uint32_t limit) = 0;

  /// What was searched, normalised, in the request whose answer showed each product; empty where the log has no search of
  /// this id whose answer had it. What of the log is damaged is passed over.
  /// @param shown  at most 10,000, otherwise invalid_argument. Errors: unavailable.
  virtual base::Task<base::Result<std::vector<std::string>>> searched_in(domain::Tenant tenant,
                                                                         std::vector<ShownItem> shown) = 0;

  /// Removes the oldest events, at most `at_most`, that were received before `before_ms`. @return how many: call it
  /// again until there are none. One short transaction, so that other writes get their turn in between.
  virtual base::Task<base::Result<std::uint64_t>> remove_events(domain::Tenant tenant, std::int64_t before_ms,
                                                                std::uint32_t at_most) = 0;
  /// The same for impressions, and for the counts of queries that were made of them.
  virtual base::Task<base::Result<std::uint64_t>> remove_impressions(domain::Tenant tenant,
                                                                     std::int64_t before_ms,
                                                                     std::uint32_t at_most) = 0;
};

struct UserEventsRequest {
  std::string user_id;          ///< Compared byte by byte.
  std::int64_t since_ms = 0;    ///< Events of this moment and later, by at_ms.
  std::uint32_t limit = 1'000;  ///< 1 to 10,000.
  std::string cursor;           ///< UserEventsPage::next_cursor of the page before; empty for the first.
};

/// Newest first, by at_ms and then by seq.
struct UserEventsPage {
  std::vector<StoredEvent> events;
  std::optional<std::string> next_cursor;  ///< Absent on the last page.
};

/// What is kept about one user, and its end.
class UserHistory {
 public:
  virtual ~UserHistory() = default;

  /// Errors: invalid_argument (limit, cursor), unavailable, corruption. Cost: that of the rows of the page.
  virtual base::Task<base::Result<UserEventsPage>> user_events(domain::Tenant tenant,
                                                               UserEventsRequest request) = 0;

  /// Removes at most `at_most` of the user's events, and when none is left appends domain::erasure_of(user_id), if any
  /// was removed in this transaction. @return how many: call it again until there are none.
  /// Errors: resource_exhausted, unavailable.
  virtual base::Task<base::Result<std::uint64_t>> erase_user(domain::Tenant tenant, std::string user_id,
                                                             std::uint32_t at_most) = 0;
};

/// Which queries are asked for, and in which order.
enum class QueryReport : std::uint8_t {
  popular,        ///< The most searched first.
  no_results,     ///< Those that found nothing, the most frequent first.
  click_through,  ///< Those that found something, the most searched first: how many were clicked.
};

inline constexpr std::uint32_t kMaxQueriesCounted = 1'000'000;

struct QueryCountsRequest {
  QueryReport report = QueryReport::popular;
  std::int64_t since_ms = 0;  ///< Counted by the hour: the hours that the range touches.
  std::int64_t until_ms = std::numeric_limits<std::int64_t>::max();
  std::uint32_t limit = 100;  ///< 1 to kMaxQueriesCounted.
};

/// What the log says about one query. Every row counts 1 / sample_rate, so these are estimates where surfaces are
/// sampled, and whole numbers where they are not. Folded impressions and further pages are no searches.
struct QueryCount {
  std::string query;  ///< Normalised.
  double searches = 0;
  double no_results = 0;        ///< Searches that found nothing.
  double clicked_searches = 0;  ///< Searches of which at least one product was clicked.
  double clicks = 0;            ///< Clicks, also on further pages.
  std::uint64_t results = 0;    ///< What the last search found.
  std::int64_t last_ms = 0;     ///< When that was.
};

class QueryStatistics {
 public:
  virtual ~QueryStatistics() = default;

  /// Errors: invalid_argument (limit), unavailable. Cost: grows with the distinct queries an hour in the range.
  virtual base::Task<base::Result<std::vector<QueryCount>>> query_counts(domain::Tenant tenant,
                                                                         QueryCountsRequest request) = 0;
};

class EventStore : public EventLog, public EventHistory, public UserHistory, public QueryStatistics {
 public:
  /// Adds a listener that is called soon after commits of events by this store, as CatalogStore::on_commit.
  virtual void on_commit(std::function<void()> listener) = 0;
};

}  // namespace khoj::store
