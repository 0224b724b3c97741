// store::EventStore in memory, for tests: every rule of the port, nothing durable, every Task complete at once. The
// counts of queries are made anew from the whole log for each request: slow, and plainly right. Thread-safe.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "store/event_store.hpp"

namespace khoj::testing {

class MemoryEventStore final : public store::EventStore {
 public:
  /// From now on each append asks this first and fails with the error that it gives, if any.
  void fail_appends(std::function<std::optional<base::Error>()> failure) {
    const std::lock_guard lock(mutex_);
    failure_ = std::move(failure);
  }

  base::Task<base::Result<std::vector<store::EventOutcome>>> append_events(
      domain::Tenant tenant, std::vector<domain::Event> events) override {
    const std::lock_guard lock(mutex_);
    if (auto error = failure()) co_return base::fail(*error);
    const auto now_ms = base::now_ms();
    if (auto valid = all_valid(events, [&](const auto& event) { return domain::validate(event, now_ms); });
        !valid)
      co_return base::fail(valid.error());
    std::vector<store::EventOutcome> outcomes;
    auto& log = logs_[tenant];
    for (auto& event : events) {
      const bool fresh = log.ids.insert(event.event_id).second;
      outcomes.push_back(fresh ? store::EventOutcome::recorded : store::EventOutcome::known);
      if (fresh) push(log, std::move(event), now_ms);
    }
    for (const auto& listener : listeners_) listener();
    co_return outcomes;
  }

  base::Task<base::Result<std::uint64_t>> append_impressions(
      domain::Tenant tenant, std::vector<domain::Impression> impressions) override {
    const std::lock_guard lock(mutex_);
    if (auto error = failure()) co_return base::fail(*error);
    if (auto valid = all_valid(impressions, [](const auto& shown) { return domain::validate(shown); });
        !valid)
      co_return base::fail(valid.error());
    auto& log = logs_[tenant];
    for (auto& shown : impressions)
      log.impressions.push_back({domain::EventSeq(++log.last_impression), std::move(shown)});
    co_return impressions.size();
  }

  base::Task<base::Result<store::LogPage<store::StoredEvent>>> events_after(domain::Tenant tenant,
                                                                            domain::EventSeq after,
                                                                            std::uint32_t limit) override {
    const std::lock_guard lock(mutex_);
    co_return page(logs_[tenant].events, after, limit);
  }

  base::Task<base::Result<store::LogPage<store::StoredImpression>>> impressions_after(
      domain::Tenant tenant, domain::EventSeq after, std::uint32_t limit) override {
    const std::lock_guard lock(mutex_);
    co_return page(logs_[tenant].impressions, after, limit);
  }

  base::Task<base::Result<std::uint64_t>> remove_events(domain::Tenant tenant, std::int64_t before_ms,
                                                        std::uint32_t at_most) override {
    const std::lock_guard lock(mutex_);
    auto& log = logs_[tenant];
    const auto old = [&](const auto& row) {
      if (row.received_ms >= before_ms) return false;
      log.ids.erase(row.event.event_id);
      return true;
    };
    co_return remove_oldest(log.events, at_most, old);
  }

  base::Task<base::Result<std::uint64_t>> remove_impressions(domain::Tenant tenant, std::int64_t before_ms,
                                                             std::uint32_t at_most) override {
    const std::lock_guard lock(mutex_);
    co_return remove_oldest(logs_[tenant].impressions, at_most,
                            [&](const auto& row) { return row.impression.at_ms < before_ms; });
  }

  base::Task<base::Result<store::UserEventsPage>> user_events(domain::Tenant tenant,
                                                              store::UserEventsRequest request) override {
    const std::lock_guard lock(mutex_);
    if (request.limit == 0 || request.limit > kMaxPage) co_return bad_limit();
    std::vector<store::StoredEvent> all;
    for (const auto& row : logs_[tenant].events) {
      if (row.event.user_id == request.user_id && row.event.at_ms >= request.since_ms) all.push_back(row);
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
      return std::pair(a.event.at_ms, a.seq) > std::pair(b.event.at_ms, b.seq);
    });
    std::size_t first = 0;
    if (!request.cursor.empty() && (std::sscanf(request.cursor.c_str(), "%zu", &first) != 1))
      co_return base::fail(base::Error{base::ErrorCode::invalid_argument, "is no cursor", "cursor"});
    store::UserEventsPage page;
    const auto end = std::min<std::size_t>(all.size(), first + request.limit);
    for (std::size_t i = first; i < end; ++i) page.events.push_back(std::move(all[i]));
    if (end < all.size()) page.next_cursor = std::to_string(end);
    co_return page;
  }

  base::Task<base::Result<std::uint64_t>> erase_user(domain::Tenant tenant, std::string user_id,
                                                     std::uint32_t at_most) override {
    const std::lock_guard lock(mutex_);
    if (auto error = failure()) co_return base::fail(*error);
    auto& log = logs_[tenant];
    const auto theirs = [&](const auto& row) { return row.event.user_id == user_id; };
    std::uint64_t removed = 0;
    for (auto row = log.events.begin(); row != log.events.end() && removed < at_most;) {
      if (!theirs(*row)) {
        ++row;
        continue;
      }
      log.ids.erase(row->event.event_id);
      row = log.events.erase(row);
      ++removed;
    }
    if (removed > 0 && std::none_of(log.events.begin(), log.events.end(), theirs))
      push(log, domain::erasure_of(user_id, base::now_ms()), base::now_ms());
    co_return removed;
  }

  base::Task<base::Result<std::vector<std::string>>> searched_in(
      domain::Tenant tenant, std::vector<store::ShownItem> asked) override {
    const std::lock_guard lock(mutex_);
    if (auto error = failure()) co_return base::fail(*error);
    if (asked.size() > kMaxPage) co_return bad_limit();
    std::vector<std::string> queries(asked.size());
    for (std::size_t i = 0; i < asked.size(); ++i) {
      for (const auto& [seq, shown] : logs_[tenant].impressions) {
        if (shown.request_id == asked[i].request_id && domain::searched_for(shown, asked[i].item))
          queries[i] = shown.query;
      }
    }
    co_return queries;
  }

  void on_commit(std::function<void()> listener) override {
    const std::lock_guard lock(mutex_);
    listeners_.push_back(std::move(listener));
  }

  /// The catalogue's numbers of products, which a store over one database finds there.
  void know_item(const std::string& product_id, domain::ItemId item) {
    const std::lock_guard lock(mutex_);
    items_[product_id] = item;
  }

  base::Task<base::Result<std::vector<store::QueryCount>>> query_counts(
      domain::Tenant tenant, store::QueryCountsRequest request) override {
    const std::lock_guard lock(mutex_);
    if (request.limit == 0 || request.limit > store::kMaxQueriesCounted) co_return bad_limit();
    const auto hour = [](std::int64_t ms) { return ms / 3'600'000; };
    std::map<std::string, store::QueryCount> counts;
    std::set<std::string> seen;  // Requests whose clicks are counted already.
    for (const auto& [seq, shown] : logs_[tenant].impressions) {
      const bool in_range =
          hour(shown.at_ms) >= hour(request.since_ms) && hour(shown.at_ms) <= hour(request.until_ms);
      if (!in_range || !domain::is_search(shown)) continue;
      const bool first_page = shown.offset == 0;
      const double weight = 1.0 / shown.sample_rate;
      const auto clicks = seen.insert(shown.request_id).second ? clicks_on(tenant, shown.request_id) : 0;
      auto& count = counts[shown.query];
      count.query = shown.query;
      if (first_page) count.searches += weight;
      if (first_page && shown.total == 0) count.no_results += weight;
      if (first_page && clicks > 0) count.clicked_searches += weight;
      count.clicks += static_cast<double>(clicks) * weight;
      if (shown.at_ms >= count.last_ms) count.results = shown.total;
      count.last_ms = std::max(count.last_ms, shown.at_ms);
    }
    co_return report(counts, request);
  }

 private:
  static constexpr std::uint32_t kMaxPage = 10'000;

  struct Log {
    std::uint64_t last_event = 0;
    std::uint64_t last_impression = 0;
    std::set<std::string> ids;
    std::vector<store::StoredEvent> events;
    std::vector<store::StoredImpression> impressions;
  };

  void push(Log& log, domain::Event event, std::int64_t now_ms) {
    const auto known = items_.find(event.product_id);
    const auto item = known == items_.end() ? std::nullopt : std::optional(known->second);
    log.events.push_back({domain::EventSeq(++log.last_event), now_ms, item, std::move(event)});
  }

  static tl::unexpected<base::Error> bad_limit() {
    return base::fail(base::Error{base::ErrorCode::invalid_argument, "is out of range", "limit"});
  }

  [[nodiscard]] std::optional<base::Error> failure() const { return failure_ ? failure_() : std::nullopt; }

  template <typename T, typename Check>
  static base::Status all_valid(const std::vector<T>& rows, Check check) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (auto valid = check(rows[i]); !valid)
        return base::fail(base::at(fmt::format("[{}]", i), std::move(valid).error()));
    }
    return {};
  }

  template <typename T>
  static base::Result<store::LogPage<T>> page(const std::vector<T>& rows, domain::EventSeq after,
                                              std::uint32_t limit) {
    if (limit == 0 || limit > kMaxPage) return bad_limit();
    store::LogPage<T> page;
    for (const auto& row : rows) {
      if (row.seq <= after) continue;
      page.more = page.rows.size() == limit;
      if (page.more) break;
      page.rows.push_back(row);
    }
    return page;
  }

  template <typename T, typename Old>
  static std::uint64_t remove_oldest(std::vector<T>& rows, std::uint32_t at_most, Old old) {
    const auto end = rows.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(at_most, rows.size()));
    const auto kept = std::remove_if(rows.begin(), end, old);
    const auto removed = static_cast<std::uint64_t>(end - kept);
    rows.erase(kept, end);
    return removed;
  }

  std::int64_t clicks_on(const domain::Tenant& tenant, const std::string& request_id) {
    const auto& events = logs_[tenant].events;
    return std::count_if(events.begin(), events.end(), [&](const auto& row) {
      return row.event.kind == domain::EventKind::click && row.event.request_id == request_id;
    });
  }

  static std::vector<store::QueryCount> report(const std::map<std::string, store::QueryCount>& counts,
                                               const store::QueryCountsRequest& request) {
    const bool no_results = request.report == store::QueryReport::no_results;
    std::vector<store::QueryCount> rows;
    for (const auto& [query, count] : counts) {
      const bool found_some = count.searches > count.no_results;
      const bool wanted = no_results                                            ? count.no_results > 0
                          : request.report == store::QueryReport::click_through ? found_some
                                                                                : count.searches > 0;
      if (wanted) rows.push_back(count);
    }
    const auto key = [&](const auto& count) { return no_results ? count.no_results : count.searches; };
    std::stable_sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) { return key(a) > key(b); });
    if (rows.size() > request.limit) rows.resize(request.limit);
    return rows;
  }

  mutable std::mutex mutex_;
  std::map<domain::Tenant, Log> logs_;
  std::map<std::string, domain::ItemId> items_;
  std::vector<std::function<void()>> listeners_;
  std::function<std::optional<base::Error>()> failure_;
};

}  // namespace khoj::testing
