// Which searches were clicked, for the requests that a transaction is about: how many clicks name each, and the newest
// impression that counts as its search. A click counts for the query of the request that it names, whichever of the two
// comes first. Belongs to one thread.
#pragma once

#include <set>
#include <string>
#include <unordered_map>

#include "adapters/postgres/query_hours.hpp"
#include "base/hash.hpp"

namespace khoj::adapters::postgres {

class ClickState {
 public:
  /// Names a request that load() shall ask for.
  void name(const std::string& request_id) { requests_.insert(request_id); }
  [[nodiscard]] bool empty() const noexcept { return requests_.empty(); }

  /// What has to be read, two statements; their rows go to load().
  void append_to(Flight& flight, std::int64_t tenant) const;
  /// Errors: corruption (an impression that cannot be read).
  base::Status load(const Rows& clicks, const Rows& searches);

  /// A new click.
  void click(HourCounts& counts, const std::string& request_id);
  /// A new impression that counts as a search.
  void search(HourCounts& counts, const std::string& request_id, const store::QueryHour& hour,
              std::uint64_t total, std::int64_t at_ms);

 private:
  struct Request {
    std::int64_t clicks = 0;
    std::optional<store::QueryHour> search;
  };
  std::set<std::string> requests_;
  std::unordered_map<std::string, Request, base::StringHash, std::equal_to<>> states_;
};

}  // namespace khoj::adapters::postgres
