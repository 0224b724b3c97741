// A QueryFolder tells half-typed queries from meant ones. A page that searches while its shopper types asks for
// "sma", "smar" and "smart watch" within seconds: one search, not three. So what a known client asks waits here for a few
// seconds; when the same client then asks for something that begins with it, it is folded. Clients are hashes that live
// as long as the wait. Used by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "pipeline/impression.hpp"

namespace khoj::engine {

class QueryFolder {
 public:
  using Entry = std::unique_ptr<pipeline::Impression>;

  /// @param window_ms   how soon the longer query must follow; 0: nothing is folded.
  /// @param max_waiting beyond it the oldest go out early, as if nothing had followed.
  QueryFolder(std::int64_t window_ms, std::size_t max_waiting) noexcept
      : window_ms_(window_ms), max_waiting_(max_waiting) {}

  /// Takes one. Those without a client, without a query and further pages need not wait.
  void add(Entry entry);

  /// Appends to `out` what no later query can fold any more. @param now_ms  as Impression::at_ms counts.
  void take_due(std::int64_t now_ms, std::vector<Entry>& out);

  /// Appends everything.
  void take_all(std::vector<Entry>& out);

 private:
  struct Waiting {
    Entry entry;
    std::string typed;           ///< Folded to one spelling, without blanks.
    std::uint64_t previous = 0;  ///< Number of the same client's query before; it may have gone.
  };

  void fold_beginnings_of(const Waiting& newest);
  void release_oldest(std::vector<Entry>& out);

  std::int64_t window_ms_;
  std::size_t max_waiting_;
  std::vector<Entry> passing_;
  std::deque<Waiting> waiting_;
  std::uint64_t first_ = 1;                                  ///< Number of waiting_'s front.
  std::unordered_map<std::uint64_t, std::uint64_t> newest_;  ///< Client → number of its newest query.
};

}  // namespace khoj::engine
