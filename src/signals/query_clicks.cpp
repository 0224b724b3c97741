#include "signals/query_clicks.hpp"

#include <algorithm>

#include "text/normalise.hpp"

namespace khoj::signals {

std::string query_key(std::string_view query) {
  const std::string folded = text::fold(query);
  std::string key;
  for (const char c : folded) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (blank && (key.empty() || key.back() == ' ')) continue;
    key += blank ? ' ' : c;
  }
  if (!key.empty() && key.back() == ' ') key.pop_back();
  return key;
}

void QueryClicks::add(const std::string& key, domain::ItemId item, double weight, std::int64_t at_ms) {
  if (key.empty()) return;
  const std::lock_guard lock(mutex_);
  const float grown = weights_.of(weight, at_ms);
  auto& clicked = queries_.get(key);
  const auto known =
      std::find_if(clicked.begin(), clicked.end(), [item](const Clicked& one) { return one.item == item; });
  if (known != clicked.end()) {
    known->weight += grown;
    return;
  }
  if (clicked.size() >= options_.items_per_query) {
    const auto least =
        std::min_element(clicked.begin(), clicked.end(),
                         [](const Clicked& a, const Clicked& b) { return a.weight < b.weight; });
    *least = {item, grown};
  } else {
    clicked.push_back({item, grown});
  }
}

std::vector<ClickedItem> QueryClicks::of(std::string_view key) const {
  std::vector<ClickedItem> out;
  double sum = 0.0;
  {
    const std::lock_guard lock(mutex_);
    const auto* clicked = queries_.find(key);
    if (clicked == nullptr) return out;
    for (const Clicked& one : *clicked) {
      out.push_back({one.item, static_cast<double>(one.weight)});
      sum += static_cast<double>(one.weight);
    }
  }
  for (auto& item : out) item.share /= sum;
  std::sort(out.begin(), out.end(), [](const ClickedItem& a, const ClickedItem& b) {
    return a.share != b.share ? a.share > b.share : a.item < b.item;
  });
  return out;
}

std::size_t QueryClicks::size() const {
  const std::lock_guard lock(mutex_);
  return queries_.size();
}

}  // namespace khoj::signals
