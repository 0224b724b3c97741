#include "index/document_order.hpp"

#include <algorithm>
#include <numeric>

namespace khoj::index {

std::uint32_t DocumentOrder::cluster_of(std::span<const std::string_view> values) {
  sorted_.assign(values.begin(), values.end());
  std::sort(sorted_.begin(), sorted_.end());
  sorted_.erase(std::unique(sorted_.begin(), sorted_.end()), sorted_.end());
  joined_.clear();
  for (const std::string_view value : sorted_) {
    joined_ += value;
    joined_ += '\0';
  }
  return clusters_.intern(joined_);
}

void DocumentOrder::add(std::uint32_t cluster, float static_rank, std::uint32_t item) {
  documents_.push_back({cluster, static_rank, item, static_cast<std::uint32_t>(documents_.size())});
}

std::vector<std::uint32_t> DocumentOrder::take() {
  std::vector<std::uint32_t> sorted(clusters_.size());
  std::iota(sorted.begin(), sorted.end(), 0U);
  std::sort(sorted.begin(), sorted.end(),
            [this](std::uint32_t a, std::uint32_t b) { return clusters_.term(a) < clusters_.term(b); });
  std::vector<std::uint32_t> place(sorted.size());
  for (std::uint32_t i = 0; i < sorted.size(); ++i) place[sorted[i]] = i;
  for (Added& document : documents_) document.cluster = place[document.cluster];
  std::sort(documents_.begin(), documents_.end(), [](const Added& a, const Added& b) {
    if (a.cluster != b.cluster) return a.cluster < b.cluster;
    return a.static_rank != b.static_rank ? a.static_rank > b.static_rank : a.item < b.item;
  });
  std::vector<std::uint32_t> order;
  order.reserve(documents_.size());
  for (const Added& document : documents_) order.push_back(document.number);
  documents_.clear();
  clusters_.clear();
  return order;
}

}  // namespace khoj::index
