#include "engine/query_folder.hpp"

#include <iterator>
#include <utility>

#include "text/normalise.hpp"

namespace khoj::engine {
namespace {

/// A burst of typing is short; a program that asks without end under one name must not cost more and more.
constexpr int kMaxLookedAt = 32;

/// Blanks aside: "t shirt" begins like "tshirt", and the blank after a word is no difference.
std::string spelling_of(const std::string& typed) {
  auto spelling = text::fold(typed);
  std::erase_if(spelling, [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); });
  return spelling;
}

}  // namespace

void QueryFolder::add(Entry entry) {
  Waiting waiting{std::move(entry), {}, 0};
  const auto& impression = *waiting.entry;
  if (window_ms_ > 0 && impression.client_key != 0 && impression.shown.offset == 0)
    waiting.typed = spelling_of(impression.typed);
  if (waiting.typed.empty()) {
    passing_.push_back(std::move(waiting.entry));
    return;
  }
  auto& newest = newest_[impression.client_key];
  waiting.previous = newest;
  newest = first_ + waiting_.size();
  fold_beginnings_of(waiting);
  waiting_.push_back(std::move(waiting));
  if (waiting_.size() > max_waiting_) release_oldest(passing_);
}

void QueryFolder::fold_beginnings_of(const Waiting& newest) {
  auto number = newest.previous;
  for (int looked_at = 0; number >= first_ && looked_at < kMaxLookedAt; ++looked_at) {
    auto& earlier = waiting_[number - first_];
    if (newest.entry->shown.at_ms - earlier.entry->shown.at_ms > window_ms_) return;
    if (newest.typed.starts_with(earlier.typed)) earlier.entry->shown.folded = true;
    number = earlier.previous;
  }
}

void QueryFolder::take_due(std::int64_t now_ms, std::vector<Entry>& out) {
  while (!waiting_.empty() && now_ms - waiting_.front().entry->shown.at_ms > window_ms_) release_oldest(out);
  std::move(passing_.begin(), passing_.end(), std::back_inserter(out));
  passing_.clear();
}

void QueryFolder::take_all(std::vector<Entry>& out) {
  while (!waiting_.empty()) release_oldest(out);
  std::move(passing_.begin(), passing_.end(), std::back_inserter(out));
  passing_.clear();
}

void QueryFolder::release_oldest(std::vector<Entry>& out) {
  auto& oldest = waiting_.front();
  const auto known = newest_.find(oldest.entry->client_key);
  if (known != newest_.end() && known->second == first_) newest_.erase(known);
  out.push_back(std::move(oldest.entry));
  waiting_.pop_front();
  ++first_;
}

}  // namespace khoj::engine
